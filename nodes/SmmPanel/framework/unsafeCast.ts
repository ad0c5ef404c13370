/**
 * The one place of this package where a type is asserted instead of proven. Both users of it hand over something
 * that the surrounding code has just checked, in a way that TypeScript cannot follow: parameter values checked
 * against the property literals their type is inferred from, and read-only property literals copied into n8n's
 * mutable type. Nothing that came over the network passes here.
 */
export function unsafeCast<T>(value: unknown): T {
	return value as T;
}
