import type { OrderFieldName } from './orderFields';

/** One way to fill in an order. */
export interface OrderForm {
	readonly name: string;
	/** One line below its entry in the dropdown. */
	readonly description: string;
	/** How panels write it in `type`; capitals and what is no letter do not count. */
	readonly panelNames: readonly string[];
	readonly required: readonly OrderFieldName[];
	readonly optional: readonly OrderFieldName[];
	/** The list whose lines are the quantity. */
	readonly counted?: 'comments' | 'usernames';
	/** May be filled in, because it changes nothing, but is not sent. */
	readonly unsent?: readonly OrderFieldName[];
}

const dripFeed = ['runs', 'interval'] as const;

/** The order types, see docs/panel-api.md#fields-of-add-by-service-type. A new one is one row. */
export const ORDER_TYPES = {
	default: {
		name: 'Default',
		description: 'Link and quantity, for most services',
		panelNames: ['Default'],
		required: ['link', 'quantity'],
		optional: dripFeed,
	},
	package: {
		name: 'Package',
		description: 'Link only: a fixed amount for one price',
		panelNames: ['Package'],
		required: ['link'],
		optional: ['quantity'],
	},
	product: {
		name: 'Product',
		description: 'Quantity of accounts or other goods, and the e-mail to deliver to if it is another one',
		panelNames: [],
		required: ['quantity'],
		optional: ['link'],
	},
	customComments: {
		name: 'Custom Comments',
		description: 'Link and one comment a line; the number of lines is the quantity',
		panelNames: ['Custom Comments', 'Special Comments'],
		required: ['link', 'comments'],
		optional: [],
		counted: 'comments',
	},
	customCommentsPackage: {
		name: 'Custom Comments Package',
		description: 'Link and one comment a line, for one price',
		panelNames: ['Custom Comments Package', 'Package Comments'],
		required: ['link', 'comments'],
		optional: [],
		unsent: ['quantity'],
	},
	mentions: {
		name: 'Mentions',
		description: 'Link, quantity and the usernames to mention',
		panelNames: ['Mentions'],
		required: ['link', 'quantity', 'usernames'],
		optional: [],
	},
	mentionsWithHashtags: {
		name: 'Mentions with Hashtags',
		description: 'Link, quantity, usernames and hashtags',
		panelNames: ['Mentions with Hashtags'],
		required: ['link', 'quantity', 'usernames', 'hashtags'],
		optional: [],
	},
	mentionsCustomList: {
		name: 'Mentions Custom List',
		description: 'Link and the usernames to mention; the number of lines is the quantity',
		panelNames: ['Mentions Custom List'],
		required: ['link', 'usernames'],
		optional: [],
		counted: 'usernames',
	},
	mentionsHashtag: {
		name: 'Mentions Hashtag',
		description: 'Link, quantity and the hashtag whose users are mentioned',
		panelNames: ['Mentions Hashtag'],
		required: ['link', 'quantity', 'hashtag'],
		optional: [],
	},
	mentionsUserFollowers: {
		name: 'Mentions User Followers',
		description: 'Link, quantity and the profile whose followers are mentioned',
		panelNames: ['Mentions User Followers', 'Mentions Users Followers', 'Mentions Users', 'Users'],
		required: ['link', 'quantity', 'username'],
		optional: [],
	},
	mentionsMediaLikers: {
		name: 'Mentions Media Likers',
		description: 'Link, quantity and the post whose likers are mentioned',
		panelNames: ['Mentions Media Likers'],
		required: ['link', 'quantity', 'media'],
		optional: [],
	},
	commentLikes: {
		name: 'Comment Likes',
		description: 'Link, quantity and the owner of the comment',
		panelNames: ['Comment Likes'],
		required: ['link', 'quantity', 'username'],
		optional: [],
	},
	commentReplies: {
		name: 'Comment Replies',
		description: 'Link, the owner of the comment and one reply a line; the number of lines is the quantity',
		panelNames: ['Comment Replies'],
		required: ['link', 'username', 'comments'],
		optional: [],
		counted: 'comments',
	},
	poll: {
		name: 'Poll',
		description: 'Link, quantity and the number of the answer to vote for',
		panelNames: ['Poll'],
		required: ['link', 'quantity', 'answerNumber'],
		optional: [],
	},
	invitesFromGroups: {
		name: 'Invites From Groups',
		description: 'Link, quantity and the groups to invite from',
		panelNames: ['Invites from Groups'],
		required: ['link', 'quantity', 'groups'],
		optional: [],
	},
	seo: {
		name: 'SEO',
		description: 'Link, quantity and keywords',
		panelNames: ['SEO'],
		required: ['link', 'quantity', 'keywords'],
		optional: [],
	},
	subscriptions: {
		name: 'Subscriptions',
		description: 'A profile whose new posts are served, with a smallest and a largest quantity for each',
		panelNames: ['Subscriptions'],
		required: ['username', 'min', 'max', 'delay'],
		optional: ['posts', 'oldPosts', 'expiry'],
	},
	webTraffic: {
		name: 'Web Traffic',
		description: 'Link, quantity, country, device and where visitors seem to come from',
		panelNames: ['Web Traffic'],
		required: ['link', 'quantity', 'country', 'device', 'typeOfTraffic'],
		optional: ['googleKeyword', 'referringUrl', ...dripFeed],
	},
} as const satisfies Record<string, OrderForm>;

export type OrderType = keyof typeof ORDER_TYPES;

/** What a user may choose: a type, or the one that the panel names for the service. */
export type OrderTypeChoice = OrderType | 'automatic';

/** The types with their names in alphabetical order, as dropdowns show them. */
export const ORDER_TYPE_NAMES: readonly OrderType[] = Object.keys(ORDER_TYPES)
	.filter((type): type is OrderType => type in ORDER_TYPES)
	.sort((a, b) => ORDER_TYPES[a].name.localeCompare(ORDER_TYPES[b].name, 'en'));

/** The form of an order type. */
export function getForm(orderType: OrderType): OrderForm {
	return ORDER_TYPES[orderType];
}

/**
 * The order type that a catalog row asks for.
 * @returns undefined for an unlisted type: panels invent types, so any form may serve it
 */
export function findOrderType(type: string, entityType: string | undefined): OrderType | undefined {
	if (entityType === 'product') return 'product';
	const folded = fold(type);
	return ORDER_TYPE_NAMES.find((name) => getForm(name).panelNames.some((panelName) => fold(panelName) === folded));
}

function fold(type: string): string {
	return type.toLowerCase().replace(/[^a-z]/g, '');
}
