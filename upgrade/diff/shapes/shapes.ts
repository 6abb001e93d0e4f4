import table from './shapes.json';

/** What Terraform's JSON alone does not tell of a resource type's arguments. Paths are without indexes. */
export interface TypeShape {
  /** Lists and nested blocks whose order means nothing. */
  readonly sets: readonly string[];
  /** Objects whose keys are the user's own. */
  readonly maps: readonly string[];
  /** Whether the provider's default tags are put on it. */
  readonly taggable: boolean;
}

/** Shapes by type, as a provider's schema gives them. */
export interface ShapeTable {
  /** Version of `hashicorp/aws`. */
  readonly provider: string;
  readonly types: Readonly<Record<string, TypeShape>>;
}

const SHAPES: ShapeTable = table;

const UNKNOWN: TypeShape = { sets: [], maps: ['tags'], taggable: false };

/** The shape of a type; without one, order counts. */
export function shapeOf(type: string): TypeShape {
  return (Object.hasOwn(SHAPES.types, type) && SHAPES.types[type]) || UNKNOWN;
}
