export { storageAndLimits, varnishPart } from './part';
export { VARNISH_PORT, type VarnishProps } from './props';
export { vcl } from './vcl';
