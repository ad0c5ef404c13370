import { getSmsCountries } from '../../panel/api/sms';
import { toLang, languageField } from '../shared/commonFields';
import { defineOperation } from '../environment';

export const getAllOperation = defineOperation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many SMS countries with their codes',
	description: 'Retrieve a list of countries that phone numbers can be bought from',
	properties: [languageField],
	async perItem({ parameters: { language } }, { panel, readOnce }) {
		return await readOnce(`sms_countries ${language}`, async () => await getSmsCountries(panel, toLang(language)));
	},
});
