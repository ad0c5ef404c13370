import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { loadOutputSchema, resolveOutputSchemaPath } from 'n8n-core';
import { z } from '../zod';

import { resources } from '../../nodes/SmmPanel/actions';
import { samplesOf, type Sample } from './samples';
import { closePanels, DIALECTS } from './support';

const nodeDir = resolve(__dirname, '../../nodes/SmmPanel');
const operations = resources.flatMap((resource) => resource.operations.map((operation) => [resource.value, operation.value] as const));

interface Schema {
	type: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';
	properties?: Record<string, Schema>;
	items?: Schema;
	additionalProperties?: boolean;
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

/** Why a value does not fit a schema, as paths; nothing when it fits. */
function misfits(value: unknown, wanted: Schema, path = ''): string[] {
	const found = Array.isArray(value) ? 'array' : value === null ? 'null' : Number.isInteger(value) ? 'integer' : typeof value;
	if (found !== wanted.type && !(found === 'integer' && wanted.type === 'number')) return [`${path}: ${found} instead of ${wanted.type}`];
	if (Array.isArray(value)) return value.flatMap((entry, index) => misfits(entry, wanted.items ?? { type: 'string' }, `${path}[${index}]`));
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, entry]) => {
		const property = wanted.properties?.[name];
		if (property) return misfits(entry, property, `${path}.${name}`);
		return wanted.additionalProperties === true ? [] : [`${path}.${name}: not in the schema`];
	});
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
		expect(mine.length).toBeGreaterThan(0);
		expect(mine.flatMap(({ record, dialect }) => misfits(record, read(resource, operation), dialect))).toEqual([]);
	});

	test('what this node adds is in every record of an order, and `found` only where it is false', () => {
		for (const { operation, record } of samples.filter(({ operation: name }) => /^(order|smsNumber)\.(get|wait)/.test(name))) {
			expect({ operation, order: record.order }).toEqual({ operation, order: expect.stringMatching(/^\d+$/) });
			if (record.found !== undefined) expect(record).toMatchObject({ found: false, reason: expect.any(String) });
			else expect(record).toMatchObject({ state: expect.any(String), final: expect.any(Boolean) });
		}
		expect(keysOf('order.getStatus')).toContain('accounts');
	});

	test('the checker sees a wrong type and an unknown name', () => {
		expect(
			misfits(
				{ a: '1', b: [1], c: 1 },
				{ type: 'object', properties: { a: { type: 'integer' }, b: { type: 'array', items: { type: 'string' } } } },
			),
		).toEqual(['.a: string instead of integer', '.b[0]: integer instead of string', '.c: not in the schema']);
	});
});

test('no preview is left of an operation that is gone', () => {
	const listed = operations.map(([resource, operation]) => `${resource}/${operation}.json`);
	const found = readdirSync(join(nodeDir, '__schema__/v1.0.0'), { recursive: true, encoding: 'utf8' }).filter((name) =>
		name.endsWith('.json'),
	);
	expect(found.sort()).toEqual(listed.sort());
});
