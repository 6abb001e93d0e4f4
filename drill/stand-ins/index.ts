/** What stands in for AWS while a site's machines run on one Linux machine. */
export { endpointNames } from './api/endpoints';
export { type Certificates, makeCertificates } from './certificate';
export { type StandInHandlers, type StandInOptions, StandIns } from './client';
export { STAND_INS, type StandIn } from './list';
export type { ApiCall, CallOutcome, InstanceState, StandInSettings, World, WorldRequest } from './protocol';
export { worldOf } from './world';
