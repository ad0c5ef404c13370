import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../host/paths';
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
	/** Becomes part of the workflow's name, when the same example is there for several panels. */
	panel?: string;
	/** Parameters to change, by node name. */
	parameters?: Readonly<Record<string, Record<string, unknown>>>;
}

/** Does what the note in each example asks the user to do: chooses the credential and changes parameters. */
export function adapt(workflow: WorkflowInput, { credential, panel, parameters = {} }: Adaptation): WorkflowInput {
	const nodes = workflow.nodes.map((node) => {
		const changed = { ...node, parameters: { ...node.parameters, ...parameters[node.name] } };
		if (!node.type.startsWith(NODE_PREFIX)) return changed;
		return { ...changed, credentials: { [credential.type]: { id: credential.id, name: credential.name } } };
	});
	return { ...workflow, nodes, name: panel === undefined ? workflow.name : `${workflow.name} - ${panel}` };
}

/** The node that starts a workflow. */
export function triggerOf(workflow: WorkflowInput): string {
	const trigger = workflow.nodes.find(({ type }) => /trigger$/i.test(type));
	if (trigger === undefined) throw new Error(`The workflow "${workflow.name}" has no trigger.`);
	return trigger.name;
}
