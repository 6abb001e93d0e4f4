export { KEY_PROXY, keySections } from './client-proxy';
export { VALKEY_PORT, type ValkeyProps, valkeyPart } from './part';
