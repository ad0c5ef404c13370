import { connect } from '../e2e/support';

describe('Package', () => {
	test('both nodes, their credential and the tool for AI agents are there', async () => {
		const client = await connect();
		const types = (await client.nodeTypes()).filter(({ name }) => name.startsWith('n8n-nodes-smm-panel.'));
		expect(types.map(({ name }) => name.replace('n8n-nodes-smm-panel.', '')).sort()).toEqual([
			'smmPanel',
			'smmPanelTool',
			'smmPanelTrigger',
		]);
		for (const { credentials } of types) expect(credentials?.map(({ name }) => name)).toEqual(['smmPanelApi']);
	});
});
