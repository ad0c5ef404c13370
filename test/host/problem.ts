/** A failure whose message is a sentence for the person at the keyboard: what is missing and what to do about it. */
export class HostProblem extends Error {
	constructor(message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = 'HostProblem';
	}
}

/** The text of whatever was thrown. */
export function textOf(thrown: unknown): string {
	return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The error code that Node.js or the operating system gave (`ENOENT`, `EADDRINUSE`, ...), if there is one. */
export function codeOf(thrown: unknown): string | undefined {
	if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
	return typeof thrown.code === 'string' ? thrown.code : undefined;
}
