import { invalidInput } from '../../../panel/errors';
import { getForm, type OrderFieldName, type OrderType } from './orderTypes';

/** What a user filled in; fields that the order type does not take are ignored. */
export type OrderInput = { readonly orderType: OrderType } & Readonly<Record<OrderFieldName, unknown>>;

/** An order as the panel wants it. */
export interface OrderFields {
	/** The exact fields of `add`, without service. */
	fields: Record<string, string>;
	/** Pieces of one run: the quantity or the number of lines; undefined where the panel decides. */
	pieces?: number;
	runs: number;
}

// Names that differ between this node and the API.
const API_NAMES: Partial<Record<OrderFieldName, string>> = {
	answerNumber: 'answer_number',
	oldPosts: 'old_posts',
	typeOfTraffic: 'type_of_traffic',
	googleKeyword: 'google_keyword',
	referringUrl: 'referring_url',
};

const LABELS: Readonly<Record<OrderFieldName, string>> = {
	link: 'Link',
	quantity: 'Quantity',
	runs: 'Runs',
	interval: 'Interval',
	comments: 'Comments',
	usernames: 'Usernames',
	hashtags: 'Hashtags',
	hashtag: 'Hashtag',
	username: 'Username',
	media: 'Media',
	answerNumber: 'Answer Number',
	groups: 'Groups',
	keywords: 'Keywords',
	min: 'Minimum per Post',
	max: 'Maximum per Post',
	posts: 'Posts',
	oldPosts: 'Old Posts',
	delay: 'Delay',
	expiry: 'Expiry',
	country: 'Country',
	device: 'Device',
	typeOfTraffic: 'Type of Traffic',
	googleKeyword: 'Google Keyword',
	referringUrl: 'Referring URL',
};

const WHOLE_NUMBERS: ReadonlySet<OrderFieldName> = new Set<OrderFieldName>([
	'quantity',
	'runs',
	'interval',
	'answerNumber',
	'min',
	'max',
	'posts',
	'oldPosts',
]);
const LISTS: ReadonlySet<OrderFieldName> = new Set<OrderFieldName>(['comments', 'usernames', 'hashtags', 'groups', 'keywords']);
/** Fields with fixed choices, where 0 is a value and not "left out". */
const CHOICES: ReadonlySet<OrderFieldName> = new Set<OrderFieldName>(['delay', 'device', 'typeOfTraffic']);

/** No address is longer; a whole page or object that slipped into a field is. */
const LONGEST_LINE = 4_000;
const LONGEST_LIST = 1_000_000;

const AMOUNTS: ReadonlySet<string> = new Set(
	[...WHOLE_NUMBERS, ...LISTS].filter((name) => !['interval', 'answerNumber'].includes(name)).map((name) => API_NAMES[name] ?? name),
);

/** Whether an API field can change how much is ordered: a number of pieces, runs or posts, or lines that panels count. */
export function changesAmount(apiName: string): boolean {
	return AMOUNTS.has(apiName);
}

/** The API's names of the fields that a type of order has, whether filled in or not. */
export function listApiNames(orderType: OrderType): string[] {
	const { required, optional } = getForm(orderType);
	return [...required, ...optional].map((name) => API_NAMES[name] ?? name);
}

/**
 * Turns the form into the exact API fields of its order type, and counts the pieces.
 * @throws naming the field and the remedy; nothing has been sent
 */
export function parseOrderFields(input: OrderInput): OrderFields {
	const form = getForm(input.orderType);
	const values = new Map<OrderFieldName, string>();
	for (const name of [...form.required, ...form.optional]) {
		const value = parseField(name, input[name]);
		if (value !== '') values.set(name, value);
		else if (form.required.includes(name))
			throw invalidInput(
				`'${LABELS[name]}' is ${WHOLE_NUMBERS.has(name) ? 'empty or 0' : 'empty'}, but orders of the type '${form.name}' need it`,
				"Fill it in, or choose another 'Order Type'.",
			);
	}
	checkTogether(input, values);
	const counted = form.counted === undefined ? undefined : values.get(form.counted)?.split('\n').length;
	const quantity = values.get('quantity');
	const pieces = counted ?? (quantity === undefined ? undefined : Number(quantity));
	return {
		fields: Object.fromEntries([...values].map(([name, value]) => [API_NAMES[name] ?? name, value])),
		runs: Number(values.get('runs') ?? 1),
		...(pieces === undefined ? {} : { pieces }),
	};
}

function parseField(name: OrderFieldName, value: unknown): string {
	const text = String(value ?? '').trim();
	const most = LISTS.has(name) ? LONGEST_LIST : LONGEST_LINE;
	if (text.length > most)
		throw invalidInput(
			`'${LABELS[name]}' has ${text.length} characters, but at most ${most} can be sent`,
			'Check that the expression gives what you want to send. Split a long list over several items.',
		);
	if (CHOICES.has(name)) return text;
	if (WHOLE_NUMBERS.has(name)) return parseWholeNumber(name, text);
	if (LISTS.has(name))
		return text
			.split(/\r\n|\r|\n/)
			.map((line) => line.trim())
			.filter((line) => line !== '')
			.join('\n');
	if (name === 'expiry') return parseDay(text);
	if (/[\r\n]/.test(text))
		throw invalidInput(
			`'${LABELS[name]}' has several lines, but takes one value`,
			'Keep one line. To order for several links, send one item for each.',
		);
	if (name === 'hashtag' && /\s/.test(text))
		throw invalidInput(
			"'Hashtag' holds several words, but takes one hashtag",
			"Keep one, or choose the order type 'Mentions with Hashtags'.",
		);
	return text;
}

function parseWholeNumber(name: OrderFieldName, text: string): string {
	if (text === '' || text === '0') return '';
	if (/^0*[1-9]\d{0,14}$/.test(text)) return text.replace(/^0+/, '');
	throw invalidInput(
		`'${LABELS[name]}' is ${text.slice(0, 40)}, but has to be a whole number above 0`,
		'Enter digits only, at most 15 of them and without a fraction.',
	);
}

/** Panels take d/m/Y; the dates that n8n's own expressions give (2027-12-31...) are turned into it. */
function parseDay(text: string): string {
	if (text === '') return '';
	const iso = /^(\d{4})-(\d{2})-(\d{2})(T.*)?$/.exec(text);
	const [, day = '', month = '', year = ''] = iso ? [text, iso[3], iso[2], iso[1]] : (/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? []);
	const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
	const exists = day !== '' && date.getUTCDate() === Number(day) && date.getUTCMonth() === Number(month) - 1;
	if (exists) return `${day.padStart(2, '0')}/${month.padStart(2, '0')}/${year}`;
	throw invalidInput(`'Expiry' is "${text.slice(0, 40)}", which is no date as day/month/year`, 'Enter it like 31/12/2027.');
}

function checkTogether({ orderType }: OrderInput, values: ReadonlyMap<OrderFieldName, string>): void {
	const [runs, interval] = [values.get('runs'), values.get('interval')];
	if ((runs === undefined) !== (interval === undefined)) {
		const [given, missing] = runs === undefined ? ['Interval', 'Runs'] : ['Runs', 'Interval'];
		throw invalidInput(
			`'${given}' is set without '${missing}'`,
			`A drip-feed needs both: how many runs, and the minutes between them. Set '${missing}', or set '${given}' to 0.`,
		);
	}
	const [min, max] = [values.get('min'), values.get('max')];
	if (min !== undefined && max !== undefined && Number(min) > Number(max)) {
		throw invalidInput(
			`'Minimum per Post' is ${min}, above 'Maximum per Post', which is ${max}`,
			'Lower the minimum, or raise the maximum.',
		);
	}
	if (orderType !== 'webTraffic') return;
	const traffic = values.get('typeOfTraffic');
	if (traffic === '1' && !values.has('googleKeyword'))
		throw invalidInput(
			"'Google Keyword' is empty, but the type of traffic 'Google Keyword' needs it",
			"Fill it in, or choose another 'Type of Traffic'.",
		);
	if (traffic === '2' && !values.has('referringUrl'))
		throw invalidInput(
			"'Referring URL' is empty, but the type of traffic 'Custom Referrer' needs it",
			"Fill it in, or choose another 'Type of Traffic'.",
		);
}
