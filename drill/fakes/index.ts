/** What fakes AWS while a site's machines run on one Linux machine. */
export { endpointNames } from './api/endpoints';
export { type Certificates, makeCertificates } from './certificate';
export { type FakeHandlers, type FakeOptions, Fakes } from './client';
export { FAKES } from './list';
export type { ApiCall, CallOutcome, FakeSettings, InstanceState, NamedObject, World, WorldRequest } from './protocol';
export { worldOf } from './world';
