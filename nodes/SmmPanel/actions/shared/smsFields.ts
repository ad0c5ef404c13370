/** The country of a phone number. The list comes from the panel; a code such as "us" works by expression too. */
export const smsCountryField = {
	displayName: 'Country Name or ID',
	name: 'country',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getSmsCountries' },
	default: '',
	description:
		'Narrows the projects below. Any Country: the country of the chosen project. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
} as const;

/** The same field where the projects are what comes out. */
export const projectCountryField = {
	...smsCountryField,
	description:
		'Only projects that have numbers of this country. Any Country: all projects. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
} as const;

/** The project (app or site) that will send the code. */
export const projectField = {
	displayName: 'Project ID (App or Site)',
	name: 'project',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description:
		"The app or site that will send the code. Each entry of the list shows the price of one number; 'SMS Project: Get Many' returns them too.",
	modes: [
		{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchProjects', searchable: true } },
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 65f0c1a2b3' },
	],
} as const;
