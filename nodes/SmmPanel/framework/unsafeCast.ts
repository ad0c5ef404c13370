/**
 * The one place of this package where a type is asserted instead of proven. Its callers pass what the code around them
 * guarantees in a way that TypeScript cannot follow: parameter values checked against the property literals their type
 * is inferred from, and property literals copied or sorted. Nothing that came over the network passes here.
 */
export function unsafeCast<T>(value: unknown): T {
	return value as T;
}
