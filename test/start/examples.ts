import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../host/paths';
import { z } from '../support/zod';
import { workflowInputShape, type StoredCredential, type WorkflowInput } from '../host/restShapes';

const FOLDER = join(PACKAGE_FOLDER, 'examples');

/** What the type names of this package's nodes start with. */
export const NODE_PREFIX = 'n8n-nodes-smm-panel.';

/** The names of the example workflows: their file names without `.json`. */
export async function exampleNames(): Promise<string[]> {
	const files = await readdir(FOLDER);
	return files
		.filter((file) => file.endsWith('.json'))
		.map((file) => file.slice(0, -'.json'.length))
		.sort();
}

/** Reads an example as a user would import it. */
export async function readExample(name: string): Promise<WorkflowInput> {
	return workflowInputShape.parse(JSON.parse(await readFile(join(FOLDER, `${name}.json`), 'utf8')));
}

export interface Adaptation {
	credential: StoredCredential;
	/** Other credentials, by node name. */
	credentials?: Readonly<Record<string, StoredCredential>>;
	/** Becomes part of the workflow's name, when the same example is there for several panels. */
	panel?: string;
	/** Parameters to change, by node name. */
	parameters?: Readonly<Record<string, Record<string, unknown>>>;
	/** What nodes give in runs by hand, by node name; takes the place of what is pinned in the file. */
	pinned?: Readonly<Record<string, Record<string, unknown>>>;
	/** Values of Edit Fields nodes to change, by node name and field. */
	values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
	/** Data tables under other names, by the name in the file. */
	tables?: Readonly<Record<string, string>>;
}

/** Does what the note in each example asks the user to do: chooses the credential and changes parameters. */
export function adapt(workflow: WorkflowInput, adaptation: Adaptation): WorkflowInput {
	const { credential, credentials = {}, panel, parameters = {}, pinned = {}, tables = {}, values = {} } = adaptation;
	const nodes = renameTables(workflow.nodes, tables).map((node) => {
		const changed = { ...node, parameters: { ...changeValues(node.parameters, values[node.name]), ...parameters[node.name] } };
		const chosen = credentials[node.name] ?? (node.type.startsWith(NODE_PREFIX) ? credential : undefined);
		if (chosen === undefined) return changed;
		const { type, id, name } = chosen;
		return { ...changed, credentials: { [type]: { id, name } } };
	});
	const pinData = { ...workflow.pinData, ...Object.fromEntries(Object.entries(pinned).map(([name, json]) => [name, [{ json }]])) };
	return { ...workflow, nodes, pinData, name: panel === undefined ? workflow.name : `${workflow.name} - ${panel}` };
}

function renameTables(nodes: WorkflowInput['nodes'], tables: Readonly<Record<string, string>>): WorkflowInput['nodes'] {
	return nodes.map((node) => {
		const { tableName, dataTableId } = node.parameters;
		const created = typeof tableName === 'string' ? tables[tableName] : undefined;
		const used = tableShape.safeParse(dataTableId).data;
		const renamed = used === undefined ? undefined : tables[used.value];
		return {
			...node,
			parameters: {
				...node.parameters,
				...(created === undefined ? {} : { tableName: created }),
				...(renamed === undefined ? {} : { dataTableId: { ...used, value: renamed } }),
			},
		};
	});
}

const fieldsShape = z.object({
	assignments: z.object({ assignments: z.array(z.object({ name: z.string(), value: z.unknown() }).passthrough()) }),
});

function changeValues(parameters: Record<string, unknown>, values: Readonly<Record<string, string>> | undefined): Record<string, unknown> {
	if (values === undefined) return parameters;
	const { assignments } = fieldsShape.parse(parameters).assignments;
	const changed = assignments.map((field) => ({ ...field, value: values[field.name] ?? field.value }));
	return { ...parameters, assignments: { assignments: changed } };
}

const tableShape = z.object({ mode: z.literal('name'), value: z.string() }).passthrough();

/** The node that starts a workflow. */
export function triggerOf(workflow: WorkflowInput): string {
	const trigger = workflow.nodes.find(({ type }) => /trigger$|\.webhook$/i.test(type));
	if (trigger === undefined) throw new Error(`The workflow "${workflow.name}" has no trigger.`);
	return trigger.name;
}
