export { haproxyConfig, haproxyPart } from './part';
export {
  ACME_PORT,
  BALANCER_ALIVE_PATH,
  BALANCER_LOCAL_PORT,
  type HaproxyProps,
  type PathRoute,
  type Target,
  type Tls,
} from './props';
