import type { INodeType } from 'n8n-workflow';

/** The package's action node, loaded on demand so that a test of another part does not pay for it. */
export async function actionNode(): Promise<INodeType> {
	const { SmmPanel } = await import('../../nodes/SmmPanel/SmmPanel.node');
	return new SmmPanel();
}

/** The package's trigger node, loaded on demand. */
export async function triggerNode(): Promise<INodeType> {
	const { SmmPanelTrigger } = await import('../../nodes/SmmPanel/SmmPanelTrigger.node');
	return new SmmPanelTrigger();
}
