import { z } from '../support/zod';
import { executionShape, isOver, isWritten, type Execution } from './execution';
import { call, RestError, type Call } from './http';
import { PublicApi } from './publicApi';
import { until } from './until';
import {
	activatedShape,
	credentialShape,
	credentialTestShape,
	executionListShape,
	listSearchShape,
	nodeTypeShape,
	optionShape,
	publicationShape,
	workflowShape,
	type ListSearchResult,
	type NodeType,
	type Option,
	type StoredCredential,
	type StoredWorkflow,
	type WorkflowInput,
} from './restShapes';

export interface Owner {
	email: string;
	password: string;
}

export interface DynamicRequest {
	nodeType: string;
	/** Dotted path of the parameter, without the leading `parameters.`. */
	parameter: string;
	method: string;
	parameters: Record<string, unknown>;
	credential?: StoredCredential;
	typeVersion?: number;
}

const NOTHING = z.unknown();

/** What the editor does, over n8n's internal REST interface, as the owner of the instance. */
export class N8nClient {
	private cookie = '';

	constructor(readonly url: string) {}

	private async ask<S extends z.ZodTypeAny>(request: Call<S>): Promise<z.output<S>> {
		const { value, cookies } = await call(this.url, { ...request, headers: { cookie: this.cookie, ...request.headers } });
		const issued = cookies.find((cookie) => cookie.startsWith('n8n-auth='));
		if (issued !== undefined) this.cookie = issued.split(';', 1)[0] ?? '';
		return value;
	}

	/** A call whose answer n8n wraps into `{data}`. */
	private async data<S extends z.ZodTypeAny>(request: Call<S>): Promise<z.output<S>> {
		const { data } = await this.ask({ ...request, shape: z.object({ data: NOTHING }) });
		return request.shape.parse(data);
	}

	/** Creates the owner account of a fresh instance and logs in. */
	async ownerSetup(owner: Owner): Promise<void> {
		const body = { ...owner, firstName: 'Demo', lastName: 'Owner' };
		await this.data({ method: 'POST', path: '/rest/owner/setup', body, shape: NOTHING });
	}

	/** Logs in to an instance that has an owner already. */
	async login({ email, password }: Owner): Promise<void> {
		const body = { emailOrLdapLoginId: email, password };
		await this.data({ method: 'POST', path: '/rest/login', body, shape: NOTHING });
	}

	async createCredential(name: string, type: string, data: Record<string, unknown>): Promise<StoredCredential> {
		return await this.data({ method: 'POST', path: '/rest/credentials', body: { name, type, data }, shape: credentialShape });
	}

	/** Presses "Test" on a stored credential, with other data than the stored ones when given. */
	async testCredential(credential: StoredCredential, data: Record<string, unknown>): Promise<{ status: string; message: string }> {
		const { id, name, type } = credential;
		const body = { credentials: { id, name, type, data } };
		return await this.data({ method: 'POST', path: '/rest/credentials/test', body, shape: credentialTestShape });
	}

	async createWorkflow(workflow: WorkflowInput): Promise<StoredWorkflow> {
		// The order in which the editor lets new workflows run.
		const settings = { executionOrder: 'v1', ...workflow.settings };
		const body = { active: false, ...workflow, settings };
		return await this.data({ method: 'POST', path: '/rest/workflows', body, shape: workflowShape });
	}

	async updateWorkflow(id: string, changes: Partial<WorkflowInput>): Promise<StoredWorkflow> {
		return await this.data({ method: 'PATCH', path: `/rest/workflows/${id}`, body: changes, shape: workflowShape });
	}

	async getWorkflow(id: string): Promise<StoredWorkflow> {
		return await this.data({ method: 'GET', path: `/rest/workflows/${id}`, shape: workflowShape });
	}

	async deleteWorkflow(id: string): Promise<void> {
		await this.data({ method: 'POST', path: `/rest/workflows/${id}/archive`, body: {}, shape: NOTHING });
		await this.data({ method: 'DELETE', path: `/rest/workflows/${id}`, shape: NOTHING });
	}

	/** All workflows in the order in which the editor lists them. */
	async listWorkflows(): Promise<StoredWorkflow[]> {
		return await this.data({ method: 'GET', path: '/rest/workflows?take=100&sortBy=updatedAt:desc', shape: z.array(workflowShape) });
	}

	/** Starts a manual run and returns the id of the execution at once. */
	async startWorkflow(id: string, triggerName: string): Promise<string> {
		// n8n 1 runs what it is sent, later ones run what they have stored.
		const workflowData = await this.data({ method: 'GET', path: `/rest/workflows/${id}`, shape: NOTHING });
		const body = { workflowData, triggerToStartFrom: { name: triggerName } };
		const shape = z.object({ executionId: z.coerce.string() });
		return (await this.data({ method: 'POST', path: `/rest/workflows/${id}/run`, body, shape })).executionId;
	}

	/** Runs a workflow by hand from its trigger and returns the finished execution. */
	async runWorkflow(id: string, triggerName: string, timeoutMs?: number): Promise<Execution> {
		return await this.waitForExecution(await this.startWorkflow(id, triggerName), timeoutMs);
	}

	/** Publishes the saved version: triggers and schedules start to work. */
	async activate({ id, versionId }: StoredWorkflow): Promise<void> {
		try {
			await this.data({ method: 'POST', path: `/rest/workflows/${id}/activate`, body: { versionId }, shape: activatedShape });
		} catch (error) {
			await this.switchOfOld(error, id, { active: true, versionId });
		}
	}

	async deactivate(id: string): Promise<void> {
		try {
			await this.data({ method: 'POST', path: `/rest/workflows/${id}/deactivate`, body: {}, shape: NOTHING });
		} catch (error) {
			await this.switchOfOld(error, id, { active: false });
		}
	}

	/** n8n 1 publishes nothing: a workflow has a switch, which one without a trigger of its own neither has nor needs. */
	private async switchOfOld(refusal: unknown, id: string, body: { active: boolean; versionId?: string }): Promise<void> {
		const needsNone = (error: unknown) => error instanceof RestError && error.body.includes('has no node to start the workflow');
		if (needsNone(refusal)) return;
		if (!(refusal instanceof RestError) || refusal.status !== 404) throw refusal;
		await this.data({ method: 'PATCH', path: `/rest/workflows/${id}`, body, shape: NOTHING }).catch((error: unknown) => {
			if (!needsNone(error)) throw error;
		});
	}

	/** How far n8n got with publishing: `status` is `failed` when a trigger did not come up. */
	async publication(id: string): Promise<z.infer<typeof publicationShape>> {
		return await this.data({ method: 'GET', path: `/rest/workflows/${id}/publication-status`, shape: publicationShape });
	}

	/** One execution, or undefined while n8n has not written it yet. */
	async getExecution(id: string): Promise<Execution | undefined> {
		try {
			return await this.data({ method: 'GET', path: `/rest/executions/${id}`, shape: executionShape });
		} catch (error) {
			if (error instanceof RestError && error.status === 404) return undefined;
			throw error;
		}
	}

	async waitForExecution(id: string, timeoutMs = 60_000): Promise<Execution> {
		const probe = async (): Promise<Execution | undefined> => {
			const execution = await this.getExecution(id);
			return execution !== undefined && isOver(execution) && isWritten(execution) ? execution : undefined;
		};
		return await until(probe, { what: `execution ${id} to end`, timeoutMs });
	}

	/** The newest executions, without their data. */
	async listExecutions(workflowId?: string): Promise<z.infer<typeof executionListShape>['results']> {
		const filter = workflowId === undefined ? '' : `&filter=${encodeURIComponent(JSON.stringify({ workflowId }))}`;
		const path = `/rest/executions?limit=100${filter}`;
		return (await this.data({ method: 'GET', path, shape: executionListShape })).results;
	}

	/** "Retry" with the workflow as it was when the execution failed. */
	async retryExecution(id: string): Promise<Execution> {
		const shape = z.object({ id: z.coerce.string() });
		const body = { loadWorkflow: false };
		const retried = await this.data({ method: 'POST', path: `/rest/executions/${id}/retry`, body, shape });
		return await this.waitForExecution(retried.id);
	}

	async stopExecution(id: string): Promise<void> {
		await this.data({ method: 'POST', path: `/rest/executions/${id}/stop`, body: {}, shape: NOTHING });
	}

	/** Every node type that n8n has loaded. */
	async nodeTypes(): Promise<NodeType[]> {
		return await this.ask({ method: 'GET', path: '/types/nodes.json', shape: z.array(nodeTypeShape) });
	}

	private dynamic(request: DynamicRequest): Record<string, unknown> {
		const { nodeType, parameter, method, parameters, credential, typeVersion = 1 } = request;
		return {
			path: `parameters.${parameter}`,
			methodName: method,
			nodeTypeAndVersion: { name: nodeType, version: typeVersion },
			currentNodeParameters: parameters,
			credentials: credential === undefined ? {} : { [credential.type]: { id: credential.id, name: credential.name } },
		};
	}

	/** What a drop-down shows that loads its options (`loadOptionsMethod`). */
	async loadOptions(request: DynamicRequest): Promise<Option[]> {
		const path = '/rest/dynamic-node-parameters/options';
		return await this.data({ method: 'POST', path, body: this.dynamic(request), shape: z.array(optionShape) });
	}

	/** What a resource locator shows: one page of its list (`searchListMethod`). */
	async listSearch(request: DynamicRequest & { filter?: string; paginationToken?: string }): Promise<ListSearchResult> {
		const { filter, paginationToken } = request;
		const body = { ...this.dynamic(request), filter, paginationToken };
		return await this.data({
			method: 'POST',
			path: '/rest/dynamic-node-parameters/resource-locator-results',
			body,
			shape: listSearchShape,
		});
	}

	/** Creates a key with every scope the owner may have and returns a client for n8n's public API. */
	async createApiKey(label = 'test'): Promise<PublicApi> {
		const scopes = await this.data({ method: 'GET', path: '/rest/api-keys/scopes', shape: z.array(z.string()) });
		const body = { label, scopes, expiresAt: null };
		const shape = z.object({ rawApiKey: z.string() });
		const { rawApiKey } = await this.data({ method: 'POST', path: '/rest/api-keys', body, shape });
		return new PublicApi(this.url, rawApiKey);
	}
}
