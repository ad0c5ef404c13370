import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Ajv } from 'ajv';
import { loadOutputSchema, resolveOutputSchemaPath } from 'n8n-core';
import { z } from '../../support/zod';

import { resources } from '../../../nodes/SmmPanel/actions';
import { samplesOf, type Sample } from './samples';
import { closePanels, DIALECTS } from './support';

const nodeDir = resolve(__dirname, '../../../nodes/SmmPanel');
const operations = resources.flatMap((resource) => resource.operations.map((operation) => [resource.value, operation.value] as const));

interface Schema {
	type: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';
	properties?: Record<string, Schema> | undefined;
	items?: Schema | undefined;
	additionalProperties?: boolean | undefined;
}

const schema: z.ZodType<Schema> = z.lazy(() =>
	z
		.object({
			type: z.enum(['string', 'integer', 'number', 'boolean', 'object', 'array']),
			properties: z.record(schema).optional(),
			items: schema.optional(),
			additionalProperties: z.boolean().optional(),
		})
		.strict(),
);
const file = z.object({ version: z.literal(1) }).passthrough();

function read(resource: string, operation: string): Schema {
	const raw: unknown = JSON.parse(readFileSync(join(nodeDir, '__schema__/v1.0.0', resource, `${operation}.json`), 'utf8'));
	const { version: _, ...rest } = file.parse(raw);
	return schema.parse(rest);
}

/** The same schema, but a name that it does not list is a mistake unless it says otherwise. */
function closed({ properties, items, ...rest }: Schema): Schema {
	const inner = properties && Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, closed(property)]));
	return {
		...(rest.type === 'object' ? { additionalProperties: false } : {}),
		...rest,
		...(inner && { properties: inner }),
		...(items && { items: closed(items) }),
	};
}

/** The preview that fits to values, to be shown where one is missing. */
function infer(values: readonly unknown[]): Schema {
	const known = values.filter((value) => value !== null && value !== undefined);
	const are = (holds: (value: unknown) => boolean) => known.length > 0 && known.every(holds);
	if (are(Array.isArray)) return { type: 'array', items: infer(known.flat()) };
	if (are((value) => typeof value === 'object')) {
		const records = known.map((value) => z.record(z.unknown()).parse(value));
		const names = [...new Set(records.flatMap((value) => Object.keys(value)))];
		return { type: 'object', properties: Object.fromEntries(names.map((name) => [name, infer(records.map((value) => value[name]))])) };
	}
	if (are((value) => typeof value === 'number')) return { type: are(Number.isInteger) ? 'integer' : 'number' };
	return { type: are((value) => typeof value === 'boolean') ? 'boolean' : 'string' };
}

/** Finds out why a value does not fit a schema; nothing when it fits. */
function checkerOf(wanted: Schema): (value: unknown) => string[] {
	const validate = new Ajv({ allErrors: true }).compile(closed(wanted));
	return (value) => (validate(value) ? [] : (validate.errors ?? []).map((error) => JSON.stringify([error.instancePath, error.params])));
}

test.each(operations)('%s: %s has an output preview where n8n looks for it', (resource, operation) => {
	const path = resolveOutputSchemaPath({ nodeDir, version: '1.0.0', resource, operation });
	expect(path).toBe(join(nodeDir, '__schema__/v1.0.0', resource, `${operation}.json`));
	expect(existsSync(path ?? '')).toBe(true);
	expect(loadOutputSchema({ nodeDir, version: 1, resource, operation })).toMatchObject({ type: 'object', properties: expect.any(Object) });
	expect(read(resource, operation).type).toBe('object');
	expect(Object.keys(read(resource, operation).properties ?? {})).not.toEqual([]);
});

describe('real outputs', () => {
	const samples: Sample[] = [];
	const keysOf = (operation: string) =>
		new Set(samples.filter((sample) => sample.operation === operation).flatMap(({ record }) => Object.keys(record)));

	beforeAll(async () => {
		for (const dialect of DIALECTS) samples.push(...(await samplesOf(dialect)));
		await closePanels();
	}, 60_000);

	test.each(operations)('%s: %s gives what its preview promises', (resource, operation) => {
		const mine = samples.filter((sample) => sample.operation === `${resource}.${operation}`);
		if (mine.length === 0) throw new Error(`Let test/unit/actions/samples.ts run ${resource}.${operation}.`);
		const preview = join(nodeDir, '__schema__/v1.0.0', resource, `${operation}.json`);
		if (!existsSync(preview)) {
			const fitting = { ...infer(mine.map(({ record }) => record)), version: 1 };
			throw new Error(`Create ${preview}, e.g. with\n${JSON.stringify(fitting, null, 4)}`);
		}
		const check = checkerOf(read(resource, operation));
		const misfits = mine.map(({ record, dialect }) => ({ dialect, found: check(record) })).filter(({ found }) => found.length > 0);
		expect(misfits).toEqual([]);
	});

	test('what this node adds is in every record of an order, and `found` only where it is false', () => {
		for (const { operation, record } of samples.filter(({ operation: name }) => /^(order|smsNumber)\.(get|wait)/.test(name))) {
			expect({ operation, order: record.order }).toEqual({ operation, order: expect.stringMatching(/^\d+$/) });
			const known = { state: expect.any(String), final: expect.any(Boolean) };
			const notFound = { found: false, reason: expect.any(String) };
			expect(record).toMatchObject(record.found === undefined ? known : notFound);
		}
		expect(keysOf('order.getStatus')).toContain('accounts');
	});

	test('the checker sees a wrong type and an unknown name', () => {
		const check = checkerOf({
			type: 'object',
			properties: { a: { type: 'integer' }, b: { type: 'array', items: { type: 'string' } } },
		});
		expect(check({ a: '1', b: [1], c: 1 })).toEqual([
			'["",{"additionalProperty":"c"}]',
			'["/a",{"type":"integer"}]',
			'["/b/0",{"type":"string"}]',
		]);
	});
});

test('no preview is left of an operation that is gone', () => {
	const listed = operations.map(([resource, operation]) => `${resource}/${operation}.json`);
	const found = readdirSync(join(nodeDir, '__schema__/v1.0.0'), { recursive: true, encoding: 'utf8' }).filter((name) =>
		name.endsWith('.json'),
	);
	expect(found.sort()).toEqual(listed.sort());
});
