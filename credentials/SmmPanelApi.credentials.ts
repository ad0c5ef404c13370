import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/**
 * Address and key of one panel account. The nodes test it (`testedBy`): n8n's declarative test calls a web page or an
 * empty reply a success. No `authenticate`, because n8n then sends a POST twice on a 401: panel/transport puts the
 * key into the form.
 */
export class SmmPanelApi implements ICredentialType {
	name = 'smmPanelApi';

	displayName = 'SMM Panel API';

	icon: Icon = { light: 'file:../icons/smmPanel.svg', dark: 'file:../icons/smmPanel.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-smm-panel/n8n-nodes-smm-panel#credential';

	// The key buys things, so n8n hands it to this package's nodes only, never to the HTTP Request node.
	restrictToSupportedNodes = true as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://hstockplus.com/api/v2',
			description:
				"Address of your panel's API, as its API page shows it. It usually ends in /api/v2. The key is sent there. With http:// instead of https:// it travels unencrypted.",
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Key of your account, from the API or account page of the panel. Whoever has it can spend your balance.',
		},
		{
			displayName: 'Use n8n Data Tables',
			name: 'useDataTables',
			type: 'boolean',
			default: false,
			description:
				'Whether the SMM Panel Trigger reads its watch list from an n8n Data Table. Not needed for anything else, and not part of the connection test: choose the table in the trigger to see that it works.',
		},
		{
			displayName: 'n8n URL',
			name: 'n8nApiUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://my-n8n.example.com',
			displayOptions: { show: { useDataTables: [true] } },
			description: 'Address of this n8n, as in the browser up to the first slash; http://localhost:5678 on your own machine',
		},
		{
			displayName: 'n8n API Key',
			name: 'n8nApiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { useDataTables: [true] } },
			description:
				'Created in n8n under Settings, n8n API, with the scopes dataTable:list, dataTable:read and dataTableRow:read. n8n lets it expire after 30 days unless you choose another expiration.',
		},
	];
}
