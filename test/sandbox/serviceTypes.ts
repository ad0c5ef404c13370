import type { CatalogRow } from './types';

/** The form of `add` for one service type. */
export interface OrderForm {
	required: readonly string[];
	/** What counts as the ordered quantity. */
	quantity: 'field' | 'lines of comments' | 'lines of usernames' | 'none';
	/** `whole`: the rate is the price of the package. `later`: charged per created order, so nothing at first. */
	price: 'perThousand' | 'whole' | 'later';
}

const DEFAULT: OrderForm = { required: ['link'], quantity: 'field', price: 'perThousand' };

function withFields(...names: string[]): OrderForm {
	return { ...DEFAULT, required: ['link', ...names] };
}

const FORMS: ReadonlyMap<string, OrderForm> = new Map<string, OrderForm>([
	['Default', DEFAULT],
	['Package', { required: ['link'], quantity: 'none', price: 'whole' }],
	['Custom Comments', { required: ['link', 'comments'], quantity: 'lines of comments', price: 'perThousand' }],
	['Custom Comments Package', { required: ['link', 'comments'], quantity: 'none', price: 'whole' }],
	['Mentions', withFields('usernames')],
	['Mentions with Hashtags', withFields('usernames', 'hashtags')],
	['Mentions Custom List', { required: ['link', 'usernames'], quantity: 'lines of usernames', price: 'perThousand' }],
	['Mentions Hashtag', withFields('hashtag')],
	['Mentions User Followers', withFields('username')],
	['Mentions Media Likers', withFields('media')],
	['Comment Likes', withFields('username')],
	['Comment Replies', { required: ['link', 'username', 'comments'], quantity: 'lines of comments', price: 'perThousand' }],
	['Poll', withFields('answer_number')],
	['Invites from Groups', withFields('groups')],
	['SEO', withFields('keywords')],
	['Subscriptions', { required: ['username', 'min', 'max', 'delay'], quantity: 'none', price: 'later' }],
	['Web Traffic', withFields('country', 'device', 'type_of_traffic')],
]);

/** Every service type of docs/panel-api.md, in its order. */
export const SERVICE_TYPES: readonly string[] = [...FORMS.keys()];

/** The form for a row's type. An unknown type is ordered like Default; "Users" is a second name. */
export function formOf(row: Pick<CatalogRow, 'type'>): OrderForm {
	return FORMS.get(/^(Users|Mentions Users Followers)$/.test(row.type) ? 'Mentions User Followers' : row.type) ?? DEFAULT;
}

/** Non-empty lines of a list field; `\r\n` and `\n` both separate, as HM Social Media documents. */
export function linesOf(text: string): string[] {
	return text
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter((line) => line !== '');
}

/** The values that the documents allow, by service type; a field that is left out counts as empty. */
const ALLOWED: ReadonlyMap<string, Readonly<Record<string, RegExp>>> = new Map<string, Readonly<Record<string, RegExp>>>([
	['Poll', { answer_number: /^\d+$/ }],
	[
		'Subscriptions',
		{
			min: /^\d+$/,
			max: /^\d+$/,
			posts: /^\d*$/,
			old_posts: /^\d*$/,
			delay: /^(0|5|10|15|30|60|90|120|150|180|210|240|270|300|360|420|480|540|600)$/,
			expiry: /^(|\d{2}\/\d{2}\/\d{4})$/,
		},
	],
	['Web Traffic', { device: /^[1-5]$/, type_of_traffic: /^[1-3]$/ }],
]);

/** The field that names where the visitors come from, by type of traffic. */
const TRAFFIC_SOURCE: ReadonlyMap<string | undefined, string> = new Map([
	['1', 'google_keyword'],
	['2', 'referring_url'],
]);

/** True when the type-specific values are ones the documents allow; presence is checked before. */
export function valuesAllowed(row: CatalogRow, fields: Record<string, string>): boolean {
	const allowed = Object.entries(ALLOWED.get(row.type) ?? {});
	if (!allowed.every(([name, pattern]) => pattern.test(fields[name] ?? ''))) return false;
	if (row.type === 'Subscriptions') return Number(fields.min) <= Number(fields.max);
	const source = row.type === 'Web Traffic' ? TRAFFIC_SOURCE.get(fields.type_of_traffic) : undefined;
	return source === undefined || (fields[source] ?? '') !== '';
}
