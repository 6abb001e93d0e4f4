/** Text that a regular expression takes literally, in the PCRE of haproxy, Varnish and Apache. */
export function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
