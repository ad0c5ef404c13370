/** Every field of `add` besides service, by the names of this node. */
export type OrderFieldName =
	| 'link'
	| 'quantity'
	| 'runs'
	| 'interval'
	| 'comments'
	| 'usernames'
	| 'hashtags'
	| 'hashtag'
	| 'username'
	| 'media'
	| 'answerNumber'
	| 'groups'
	| 'keywords'
	| 'min'
	| 'max'
	| 'posts'
	| 'oldPosts'
	| 'delay'
	| 'expiry'
	| 'country'
	| 'device'
	| 'typeOfTraffic'
	| 'googleKeyword'
	| 'referringUrl';

/** One way to fill in an order. */
export interface OrderForm {
	readonly name: string;
	/** Spellings of the panel's `type`, folded to lower-case letters. */
	readonly panelTypes: readonly string[];
	readonly required: readonly OrderFieldName[];
	readonly optional: readonly OrderFieldName[];
	/** The list whose lines are the quantity. */
	readonly counted?: 'comments' | 'usernames';
}

const drip = ['runs', 'interval'] as const;

/** The fields of every order type, see docs/panel-api.md#fields-of-add-by-service-type. */
export const ORDER_FORMS = {
	default: { name: 'Default', panelTypes: ['default'], required: ['link', 'quantity'], optional: drip },
	package: { name: 'Package', panelTypes: ['package'], required: ['link'], optional: ['quantity'] },
	product: { name: 'Product', panelTypes: [], required: ['quantity'], optional: ['link'] },
	customComments: {
		name: 'Custom Comments',
		panelTypes: ['customcomments'],
		required: ['link', 'comments'],
		optional: [],
		counted: 'comments',
	},
	customCommentsPackage: {
		name: 'Custom Comments Package',
		panelTypes: ['customcommentspackage'],
		required: ['link', 'comments'],
		optional: [],
	},
	mentions: { name: 'Mentions', panelTypes: ['mentions'], required: ['link', 'quantity', 'usernames'], optional: [] },
	mentionsWithHashtags: {
		name: 'Mentions with Hashtags',
		panelTypes: ['mentionswithhashtags'],
		required: ['link', 'quantity', 'usernames', 'hashtags'],
		optional: [],
	},
	mentionsCustomList: {
		name: 'Mentions Custom List',
		panelTypes: ['mentionscustomlist'],
		required: ['link', 'usernames'],
		optional: [],
		counted: 'usernames',
	},
	mentionsHashtag: { name: 'Mentions Hashtag', panelTypes: ['mentionshashtag'], required: ['link', 'quantity', 'hashtag'], optional: [] },
	mentionsUserFollowers: {
		name: 'Mentions User Followers',
		panelTypes: ['mentionsuserfollowers', 'mentionsusersfollowers', 'mentionsusers', 'users'],
		required: ['link', 'quantity', 'username'],
		optional: [],
	},
	mentionsMediaLikers: {
		name: 'Mentions Media Likers',
		panelTypes: ['mentionsmedialikers'],
		required: ['link', 'quantity', 'media'],
		optional: [],
	},
	commentLikes: { name: 'Comment Likes', panelTypes: ['commentlikes'], required: ['link', 'quantity', 'username'], optional: [] },
	commentReplies: {
		name: 'Comment Replies',
		panelTypes: ['commentreplies'],
		required: ['link', 'username', 'comments'],
		optional: [],
		counted: 'comments',
	},
	poll: { name: 'Poll', panelTypes: ['poll'], required: ['link', 'quantity', 'answerNumber'], optional: [] },
	invitesFromGroups: {
		name: 'Invites From Groups',
		panelTypes: ['invitesfromgroups'],
		required: ['link', 'quantity', 'groups'],
		optional: [],
	},
	seo: { name: 'SEO', panelTypes: ['seo'], required: ['link', 'quantity', 'keywords'], optional: [] },
	subscriptions: {
		name: 'Subscriptions',
		panelTypes: ['subscriptions'],
		required: ['username', 'min', 'max', 'delay'],
		optional: ['posts', 'oldPosts', 'expiry'],
	},
	webTraffic: {
		name: 'Web Traffic',
		panelTypes: ['webtraffic'],
		required: ['link', 'quantity', 'country', 'device', 'typeOfTraffic'],
		optional: ['googleKeyword', 'referringUrl', ...drip],
	},
} as const satisfies Record<string, OrderForm>;

export type OrderType = keyof typeof ORDER_FORMS;

const forms: ReadonlyMap<string, OrderForm> = new Map(Object.entries(ORDER_FORMS));

/** The form of an order type. */
export function getForm(orderType: OrderType): OrderForm {
	return ORDER_FORMS[orderType];
}

/** The order types that take a field. */
export function listTypesWith(field: OrderFieldName): string[] {
	return [...forms].filter(([, form]) => form.required.includes(field) || form.optional.includes(field)).map(([orderType]) => orderType);
}

/**
 * The form that a catalog row asks for.
 * @returns undefined for a type that nobody lists: panels invent types, so any form may serve it
 */
export function findFormForService(type: string, entityType: string | undefined): OrderForm | undefined {
	if (entityType === 'product') return ORDER_FORMS.product;
	const folded = type.toLowerCase().replace(/[^a-z]/g, '');
	return [...forms.values()].find((form) => form.panelTypes.includes(folded));
}
