import { NodeConnectionTypes, type INodeExecutionData, type INodeType, type INodeTypeDescription, type IPollFunctions } from 'n8n-workflow';
import { smmPanelApiTest } from './methods/credentialTest';
import { getServiceCategories } from './methods/loadOptions';
import { describeEvents, eventSubtitle } from './framework/describe';
import { events } from './trigger';
import { runPoll } from './trigger/runPoll';
import { searchDataTables, searchTableColumns } from './trigger/watchList/dataTable';

/** Starts a workflow on changes at a panel. Panels have no webhooks, so n8n polls; see trigger/ for how. */
export class SmmPanelTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SMM Panel Trigger',
		name: 'smmPanelTrigger',
		icon: { light: 'file:../../icons/smmPanel.svg', dark: 'file:../../icons/smmPanel.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: eventSubtitle(events),
		description: 'Buy followers, likes, accounts and SMS numbers at any SMM panel, and start workflows when orders change or codes arrive',
		eventTriggerDescription: 'Shows what the panel says now',
		activationMessage:
			'Orders that are already in a chosen state, and codes that have arrived, start the workflow at the first poll. If n8n shows Failed publish in the list of workflows, click Fetch Test Event in the trigger to read why.',
		defaults: { name: 'SMM Panel Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'smmPanelApi', required: true, testedBy: 'smmPanelApiTest' }],
		triggerPanel: {
			header: 'See what the panel says now',
			executionsHelp: {
				active:
					"<b>While building your workflow</b>, click 'Fetch Test Event': it shows what you watch as it is now and changes nothing.<br /><br /><b>The workflow is published</b>, so new events start it by themselves.",
				inactive:
					"<b>While building your workflow</b>, click 'Fetch Test Event': it shows what you watch as it is now and changes nothing.<br /><br /><b>Once you are happy</b>, publish the workflow. New events then start it by themselves.",
			},
			activationHint: 'Once the workflow is published, the panel is polled as set in Poll Times.',
		},
		hints: [
			{
				message: 'Several items can come in one run. Each has its own eventId; after a crash the same one can come twice.',
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'afterExecution',
			},
		],
		properties: describeEvents(events),
	};

	methods = {
		credentialTest: { smmPanelApiTest },
		listSearch: { searchDataTables, searchTableColumns },
		loadOptions: { getServiceCategories },
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await runPoll(this);
	}
}
