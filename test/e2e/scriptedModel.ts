import { startChatModel, type ChatModel, type SeenTool, type Step } from '../support/chatModel';

export type { Step };

export interface ScriptedModel extends ChatModel {
	/** The tools that n8n offered in its last call. */
	tools(): SeenTool[];
	/** What the tools answered so far, oldest first. */
	answers(): string[];
}

/** A model that follows a script. Each step sees the tools' answers so far. */
export async function startScriptedModel(steps: ReadonlyArray<(answers: readonly string[]) => Step>): Promise<ScriptedModel> {
	let tools: SeenTool[] = [];
	let answers: string[] = [];
	const model = await startChatModel((asked) => {
		({ tools } = asked);
		// Agents differ in how often they quote what a tool answers.
		answers = asked.answers.map((answer) => answer.replaceAll('\\"', '"'));
		return steps[answers.length]?.(answers) ?? { says: 'The script is over.' };
	});
	return { ...model, tools: () => tools, answers: () => answers };
}
