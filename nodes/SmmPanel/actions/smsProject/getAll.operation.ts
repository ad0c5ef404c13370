import { getSmsProjects } from '../../panel/api/sms';
import { toLang, languageOptionsField } from '../shared/commonFields';
import { projectCountryField } from '../shared/smsFields';
import { defineOperation } from '../environment';

export const getAllOperation = defineOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many SMS projects with project IDs and prices per number',
	description: 'Retrieve a list of apps and sites whose codes can be received, with the price of a number',
	properties: [projectCountryField, languageOptionsField],
	async perItem({ parameters: { country, options } }, { panel, readOnce }) {
		const language = toLang(options.language);
		return await readOnce(`sms_projects ${country} ${language}`, async () => await getSmsProjects(panel, country, language));
	},
});
