export { varnishPart } from './part';
export { SESSION_COOKIES, VARNISH_PORT, type VarnishProps } from './props';
export { vcl } from './vcl';
