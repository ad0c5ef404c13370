import { getSmsCountries } from '../../panel/api/sms';
import { toLang, languageOptionsField } from '../shared/commonFields';
import { defineOperation } from '../environment';

export const getAllOperation = defineOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many SMS countries with their codes',
	description: 'Retrieve a list of countries that phone numbers can be bought from',
	properties: [languageOptionsField],
	async perItem({ parameters: { options } }, { panel, readOnce }) {
		const language = toLang(options.language);
		return await readOnce(`sms_countries ${language}`, async () => await getSmsCountries(panel, language));
	},
});
