import { z } from '../support/zod';
import type { Fault, OrderPatch } from './types';

/** True for a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const says = (message: string) => ({ invalid_type_error: message, required_error: 'is missing' });
const text = z.string(says('has to be a text'));
const number = z.number(says('has to be a number')).finite('has to be a number');
const flag = z.boolean(says('has to be true or false'));
const textOrNumber = z.union([text, number], { message: 'has to be a number or a text' });
const sample = z.enum(['or', 'missingComma', 'cut'], { message: 'is or, missingComma or cut' });
const when = z.enum(['beforeBooking', 'afterBooking'], { message: 'is beforeBooking or afterBooking' });

const scopeShape = z.object({
	action: text.optional(),
	link: text.optional(),
	times: number.optional(),
	when: when.default('beforeBooking'),
});

const kindShape = z.discriminatedUnion(
	'kind',
	[
		z.object({ kind: z.literal('drop') }),
		z.object({ kind: z.literal('hang') }),
		z.object({ kind: z.literal('delay'), ms: number }),
		z.object({
			kind: z.literal('status'),
			status: number,
			body: text.optional(),
			headers: z.record(text, says('has to be an object of texts')).optional(),
			retryAfter: textOrNumber.optional(),
		}),
		z.object({ kind: z.literal('html'), status: number.optional(), challenge: flag.optional() }),
		z.object({ kind: z.literal('empty'), status: number.optional() }),
		z.object({ kind: z.literal('invalidJson'), sample: sample.default('cut') }),
		z.object({ kind: z.literal('redirect'), status: number.optional(), location: text }),
		z.object({ kind: z.literal('error'), error: text }),
		z.object({ kind: z.literal('errorWithOrder'), error: text, order: number.optional() }),
		z.object({ kind: z.literal('body'), status: number.optional(), body: text, contentType: text.optional() }),
		z.object({ kind: z.literal('halfBody'), body: text.optional() }),
	],
	{
		errorMap: (_issue, { data }: { data: unknown }) => ({
			message: `is not a fault of the sandbox: ${isObject(data) ? String(data.kind) : typeof data}`,
		}),
	},
);

const count = textOrNumber.nullable().optional();

const patchShape = z.object({
	status: text.optional(),
	charge: text.optional(),
	startCount: count,
	remains: count,
	accounts: z
		.array(z.unknown(), says('has to be a list of texts'))
		.transform((entries) => entries.map(String))
		.optional(),
	posts: number.optional(),
	withholdSms: flag.optional(),
	expiresAt: number.optional(),
	reply: z.record(z.unknown(), says('has to be an object')).optional(),
});

function read<T>(shape: z.ZodType<T, z.ZodTypeDef, unknown>, value: unknown, noObject: string): T {
	const { success, data, error } = shape.safeParse(value);
	if (success) return data;
	const [issue] = error.issues;
	throw new TypeError(issue === undefined || issue.path.length === 0 ? noObject : `"${issue.path.at(-1)}" ${issue.message}.`);
}

/** Reads a fault that came as JSON. Throws a TypeError with a sentence that names the wrong field. */
export function parseFault(value: unknown): Fault {
	return read(scopeShape.and(kindShape), value, 'A fault is a JSON object with "kind".');
}

/**
 * Reads an order patch that came as JSON. Only what was sent is set, so that a later patch does not take back an earlier
 * one. Throws a TypeError with a sentence that names the wrong field.
 */
export function parsePatch(value: unknown): OrderPatch {
	return read(patchShape, value, 'A patch is a JSON object.');
}
