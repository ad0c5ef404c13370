/** What a value may be, and how it is read. */
type FieldKind =
	/** A whole number that decides how much is ordered: pieces, runs, posts. */
	| 'count'
	/** Any other whole number. */
	| 'number'
	/** Text on one line. */
	| 'line'
	/** One word. */
	| 'word'
	/** One entry a line. */
	| 'list'
	/** A day, sent as day/month/year. */
	| 'day'
	/** One of fixed numbers, where 0 is a choice and not "left out". */
	| 'choice';

/** One field of `add`: how panels call it, how its value is read, and what the editor shows. */
export interface OrderField {
	readonly label: string;
	readonly kind: FieldKind;
	readonly description: string;
	readonly placeholder?: string;
	/** Instead of it below Fields of the Type, where the types want another value. */
	readonly memberPlaceholder?: string;
	/** The panel's name, where it is another one than ours. */
	readonly apiName?: string;
	readonly choices?: ReadonlyArray<{ readonly name: string; readonly value: number }>;
	/** The choice that the form shows at first. */
	readonly initial?: number;
	/** The choice of another field beside which this one counts. */
	readonly onlyWith?: { readonly field: 'typeOfTraffic'; readonly value: number };
	/** The pair that it makes with another field; neither goes without the other. */
	readonly pair?: 'dripFeed';
}

const DELAYS = [0, 5, 10, 15, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 360, 420, 480, 540, 600];

/**
 * Every field of an order besides its service, by our names, in the order in which the editor shows them. Fields and
 * types of orders are these two tables; what the editor shows, reads, checks and sends follows from them.
 */
export const ORDER_FIELDS = {
	link: {
		label: 'Link',
		kind: 'line',
		placeholder: 'e.g. https://instagram.com/username',
		memberPlaceholder: 'e.g. name@example.com',
		description: 'Address of the page, post or profile. For products: delivery e-mail, empty for the e-mail of the account.',
	},
	quantity: {
		label: 'Quantity',
		kind: 'count',
		placeholder: 'e.g. 1000',
		description: 'How many to order. Leave it empty for packages, and where each line of a list counts as one.',
	},
	comments: {
		label: 'Comments',
		kind: 'list',
		description: 'Only for services with comments or replies. The number of lines is the quantity, except in packages.',
	},
	usernames: { label: 'Usernames', kind: 'list', description: 'The usernames to mention' },
	hashtags: { label: 'Hashtags', kind: 'list', description: 'The hashtags whose users are mentioned' },
	hashtag: { label: 'Hashtag', kind: 'word', placeholder: 'e.g. travel', description: 'The one hashtag whose users are mentioned' },
	username: {
		label: 'Username',
		kind: 'line',
		placeholder: 'e.g. username',
		description:
			'For subscriptions: the profile to serve. For mentions: the profile whose followers are taken. For comments: the owner of the comment.',
	},
	media: {
		label: 'Media Link',
		kind: 'line',
		placeholder: 'e.g. https://instagram.com/p/abc',
		description: 'Address of the post whose likers are mentioned',
	},
	answerNumber: {
		label: 'Answer Number',
		kind: 'number',
		placeholder: 'e.g. 2',
		apiName: 'answer_number',
		description: 'Number of the answer to vote for, counted from 1',
	},
	groups: { label: 'Groups', kind: 'list', description: 'The groups to invite from' },
	keywords: { label: 'Keywords', kind: 'list', description: 'The keywords to be found by' },
	min: { label: 'Minimum per Post', kind: 'count', placeholder: 'e.g. 100', description: 'Smallest quantity for one post' },
	max: { label: 'Maximum per Post', kind: 'count', placeholder: 'e.g. 200', description: 'Largest quantity for one post' },
	posts: { label: 'New Posts', kind: 'count', placeholder: 'e.g. 10', description: 'How many new posts to serve, empty for no limit' },
	oldPosts: {
		label: 'Old Posts',
		kind: 'count',
		placeholder: 'e.g. 3',
		apiName: 'old_posts',
		description: 'How many existing posts to serve as well, empty for none',
	},
	delay: {
		label: 'Delay (Minutes)',
		kind: 'choice',
		initial: 0,
		choices: DELAYS.map((minutes) => ({ name: minutes === 0 ? 'None' : `${minutes} Minutes`, value: minutes })),
		description: 'Time between a new post and its order. Not every panel takes the longer ones.',
	},
	expiry: {
		label: 'Expiry',
		kind: 'day',
		placeholder: 'e.g. 31/12/2027',
		description: 'Last day of the subscription, empty for none',
	},
	country: {
		label: 'Country of Visitors',
		kind: 'line',
		placeholder: 'e.g. US',
		description: 'A two-letter code, or the name that the panel lists',
	},
	device: {
		label: 'Device',
		kind: 'choice',
		initial: 5,
		choices: [
			{ name: 'Android', value: 2 },
			{ name: 'Desktop', value: 1 },
			{ name: 'iOS', value: 3 },
			{ name: 'Mixed', value: 5 },
			{ name: 'Mixed Mobile', value: 4 },
		],
		description: 'Kind of device that visitors use',
	},
	typeOfTraffic: {
		label: 'Type of Traffic',
		kind: 'choice',
		initial: 3,
		apiName: 'type_of_traffic',
		choices: [
			{ name: 'Blank Referrer', value: 3 },
			{ name: 'Custom Referrer', value: 2 },
			{ name: 'Google Keyword', value: 1 },
		],
		description: 'Where visitors seem to come from',
	},
	googleKeyword: {
		label: 'Google Keyword',
		kind: 'line',
		apiName: 'google_keyword',
		onlyWith: { field: 'typeOfTraffic', value: 1 },
		placeholder: 'e.g. running shoes',
		description: 'The words that visitors seem to have searched for',
	},
	referringUrl: {
		label: 'Referring URL',
		kind: 'line',
		apiName: 'referring_url',
		onlyWith: { field: 'typeOfTraffic', value: 2 },
		placeholder: 'e.g. https://example.com',
		description: 'The page that visitors seem to come from',
	},
	runs: {
		label: 'Runs',
		kind: 'count',
		placeholder: 'e.g. 5',
		pair: 'dripFeed',
		description: 'How often the quantity is delivered, so the total is quantity times runs',
	},
	interval: {
		label: 'Interval (Minutes)',
		kind: 'number',
		placeholder: 'e.g. 60',
		pair: 'dripFeed',
		description: 'Minutes between two runs',
	},
} as const satisfies Record<string, OrderField>;

export type OrderFieldName = keyof typeof ORDER_FIELDS;

const rows: ReadonlyMap<string, OrderField> = new Map(Object.entries(ORDER_FIELDS));

/** The names of all fields, in the order of the editor. */
export const ORDER_FIELD_NAMES: readonly OrderFieldName[] = [...rows.keys()].filter((name): name is OrderFieldName => name in ORDER_FIELDS);

export function getField(name: OrderFieldName): OrderField {
	return ORDER_FIELDS[name];
}

/** The panel's name of a field. */
export function toApiName(name: OrderFieldName): string {
	return getField(name).apiName ?? name;
}

const AMOUNTS: ReadonlySet<string> = new Set(
	ORDER_FIELD_NAMES.filter((name) => ['count', 'list'].includes(getField(name).kind)).map(toApiName),
);

/** Whether an API field can change how much is ordered: a number of pieces, runs or posts, or lines that panels count. */
export function changesAmount(apiName: string): boolean {
	return AMOUNTS.has(apiName);
}
