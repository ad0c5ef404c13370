import { startChatModel, type Asked, type ChatModel, type Step } from '../support/chatModel';

/** Plays a model, so that the agent runs without one: it searches, estimates and makes an offer to whoever wants followers. */
export async function startPretendModel(): Promise<ChatModel> {
	return await startChatModel(next);
}

function next({ tools, wish, answers }: Asked): Step {
	const find = (word: RegExp) => tools.find(({ name }) => word.test(name))?.name ?? '';
	const answer = (output: Record<string, unknown>): Step => ({ tool: find(/format_final/), arguments: { output } });
	const link = /https?:\/\/[^\s"\\]+/.exec(wish)?.[0];
	const quantity = Number(/\d+/.exec(wish)?.[0] ?? 0);
	if (link === undefined || quantity === 0) return answer({ say: 'How many followers do you want, and for which profile?' });
	const order = { service: '1', link, quantity };
	if (answers.length === 0) return { tool: find(/search/i), arguments: { search: 'followers' } };
	if (answers.length === 1) return { tool: find(/estimate/i), arguments: order };
	return answer({ say: 'I found a service.', ...order });
}
