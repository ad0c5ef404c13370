/**
 * Loaded into an n8n (NODE_OPTIONS=--require) that is to be killed at an exact moment. n8n saves the state of a trigger
 * without waiting for it, within milliseconds; this stops it right there, for a workflow whose id is the name of a file in
 * the folder SMM_PANEL_HOLD. The file says "before" or "after" the write; another one, "<id>.held", tells that it stopped.
 * "until removed" stops before the write as well, and goes on when the file is gone.
 */
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');

const folder = process.env.SMM_PANEL_HOLD;

/** The methods that write, and the workflow they write for; undefined where nothing is written. */
const WRITERS = {
	WorkflowStaticDataService: {
		method: 'saveStaticData',
		workflowOf: ({ id, staticData }) => (staticData.__dataChanged === true ? id : undefined),
	},
	PollCursorService: { method: 'commitWithExecution', workflowOf: ({ workflowId }) => workflowId },
};

async function stopHere(workflowId, moment) {
	const file = join(folder, String(workflowId));
	if (workflowId === undefined || !existsSync(file)) return;
	const wanted = readFileSync(file, 'utf8');
	const passes = wanted === 'until removed' && moment === 'before';
	if (wanted !== moment && !passes) return;
	writeFileSync(`${file}.held`, '');
	while (!passes || existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 50));
}

const patched = new Set();

function patch(name, { method, workflowOf }, { prototype }) {
	if (patched.has(name)) return;
	patched.add(name);
	const write = prototype[method];
	prototype[method] = async function (subject, ...rest) {
		const workflowId = workflowOf(subject);
		await stopHere(workflowId, 'before');
		const result = await write.call(this, subject, ...rest);
		await stopHere(workflowId, 'after');
		return result;
	};
}

const load = Module._load;
Module._load = function (request, ...rest) {
	const exported = load.call(this, request, ...rest);
	if (/\/(workflow-static-data|poll-cursor)\.service$/.test(request)) {
		for (const [name, writer] of Object.entries(WRITERS)) if (typeof exported[name] === 'function') patch(name, writer, exported[name]);
	}
	return exported;
};
