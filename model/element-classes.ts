/** Kinds of things that fail by themselves, as reports call them and as `rates` names them. */
export const ELEMENT_CLASSES = ['node', 'volume', 'nat', 'zone', 'managed', 'region'] as const;

export type ElementClass = (typeof ELEMENT_CLASSES)[number];
