import { createHttp } from '../../../nodes/SmmPanel/panel/transport/http';
import { closeWorlds, orderCreate, world } from './world';

jest.mock('../../../nodes/SmmPanel/panel/transport/http');

afterAll(closeWorlds);

test('an order goes through at most ten functions of the package between n8n and the wire', async () => {
	const here = await world();
	const stacks: string[] = [];
	const limit = Error.stackTraceLimit;
	Error.stackTraceLimit = 100;
	jest.mocked(createHttp).mockReturnValue(() => {
		const failure = new Error('the wire');
		stacks.push(failure.stack ?? '');
		return Promise.reject(failure);
	});
	await here.run(orderCreate.parameters);
	Error.stackTraceLimit = limit;
	// The catalog is asked for first.
	const frames = (stacks.at(-1) ?? '').split('\n').filter((line) => /^ +at .*nodes.SmmPanel/.test(line));
	expect(frames.join('\n')).toContain('SmmPanel.node');
	// The function that holds httpRequest is replaced here, and counts.
	expect(frames.length + 1).toBeLessThanOrEqual(10);
});
