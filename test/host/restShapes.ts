import { z } from '../support/zod';

export const credentialShape = z.object({ id: z.string(), name: z.string(), type: z.string() });

export const credentialTestShape = z.object({ status: z.string(), message: z.string().default('') });

export const workflowShape = z.object({
	id: z.string(),
	name: z.string(),
	versionId: z.string(),
	active: z.boolean(),
	staticData: z.unknown().optional(),
});

export const activatedShape = z.object({ active: z.boolean() });

export const publicationShape = z.object({ status: z.string().nullish() }).passthrough();

export const executionListShape = z.object({
	results: z.array(
		z.object({
			id: z.coerce.string(),
			status: z.string(),
			mode: z.string(),
			workflowId: z.string().nullish(),
			retryOf: z.coerce.string().nullish(),
		}),
	),
});

export const nodeTypeShape = z
	.object({
		name: z.string(),
		displayName: z.string(),
		version: z.union([z.number(), z.array(z.number())]),
		credentials: z.array(z.object({ name: z.string() }).passthrough()).optional(),
		properties: z.array(z.object({ name: z.string() }).passthrough()).default([]),
	})
	.passthrough();

export const optionShape = z.object({
	name: z.string(),
	value: z.union([z.string(), z.number(), z.boolean()]),
	description: z.string().optional(),
});

export const listSearchShape = z.object({
	results: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean()]), url: z.string().optional() })),
	paginationToken: z.unknown().optional(),
});

/** A workflow as the editor exports it; n8n itself checks the rest. */
export const workflowInputShape = z.object({
	name: z.string(),
	nodes: z.array(
		z
			.object({
				name: z.string(),
				type: z.string(),
				typeVersion: z.number(),
				position: z.tuple([z.number(), z.number()]),
				parameters: z.record(z.unknown()),
				credentials: z.record(z.object({ id: z.string().nullable(), name: z.string() })).optional(),
			})
			.passthrough(),
	),
	connections: z.record(z.unknown()),
	settings: z.record(z.unknown()).optional(),
	/** What nodes give in runs by hand instead of running, by node name. */
	pinData: z.record(z.array(z.object({ json: z.record(z.unknown()) }))).optional(),
});

export type StoredCredential = z.infer<typeof credentialShape>;
export type StoredWorkflow = z.infer<typeof workflowShape>;
export type WorkflowInput = z.infer<typeof workflowInputShape>;
export type NodeType = z.infer<typeof nodeTypeShape>;
export type Option = z.infer<typeof optionShape>;
export type ListSearchResult = z.infer<typeof listSearchShape>;
