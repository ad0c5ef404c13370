import { ORDER_FORMS } from './orderTypes';

/** The type of an order decides which fields it has. */
export const orderTypeField = {
	displayName: 'Order Type',
	name: 'orderType',
	type: 'options',
	default: 'default',
	description: "What the service needs to know. The panel shows the type with each service, and 'Service: Get Many' returns it.",
	options: [
		{ name: ORDER_FORMS.commentLikes.name, value: 'commentLikes' },
		{ name: ORDER_FORMS.commentReplies.name, value: 'commentReplies' },
		{ name: ORDER_FORMS.customComments.name, value: 'customComments' },
		{ name: ORDER_FORMS.customCommentsPackage.name, value: 'customCommentsPackage' },
		{ name: ORDER_FORMS.default.name, value: 'default' },
		{ name: ORDER_FORMS.invitesFromGroups.name, value: 'invitesFromGroups' },
		{ name: ORDER_FORMS.mentions.name, value: 'mentions' },
		{ name: ORDER_FORMS.mentionsCustomList.name, value: 'mentionsCustomList' },
		{ name: ORDER_FORMS.mentionsHashtag.name, value: 'mentionsHashtag' },
		{ name: ORDER_FORMS.mentionsMediaLikers.name, value: 'mentionsMediaLikers' },
		{ name: ORDER_FORMS.mentionsUserFollowers.name, value: 'mentionsUserFollowers' },
		{ name: ORDER_FORMS.mentionsWithHashtags.name, value: 'mentionsWithHashtags' },
		{ name: ORDER_FORMS.package.name, value: 'package' },
		{ name: ORDER_FORMS.poll.name, value: 'poll' },
		{ name: ORDER_FORMS.product.name, value: 'product' },
		{ name: ORDER_FORMS.seo.name, value: 'seo' },
		{ name: ORDER_FORMS.subscriptions.name, value: 'subscriptions' },
		{ name: ORDER_FORMS.webTraffic.name, value: 'webTraffic' },
	],
} as const;

/** Narrows the list of services in the editor; it is not sent. */
export const serviceCategoryField = {
	displayName: 'Category Name or ID',
	name: 'category',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getServiceCategories' },
	default: '',
	description:
		'Narrows the list of services below and is not sent with the order. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
} as const;

/** Members of Options that belong to orders. */
export const orderOptions = {
	additionalFields: {
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'json',
		default: '{}',
		description: 'More fields to send with the order, as JSON, for panels that ask for fields of their own',
	},
	priceBasis: {
		displayName: 'Price Basis',
		name: 'priceBasis',
		type: 'options',
		default: 'automatic',
		description: 'What the price of the service means when a charge is estimated',
		options: [
			{ name: 'Automatic', value: 'automatic', description: 'By the type of the service; unknown where the panel does not say it clearly' },
			{ name: 'Per 1000', value: 'perThousand', description: 'Usual for followers, likes and views' },
			{ name: 'Per Piece', value: 'perUnit', description: 'Usual for accounts and other products' },
			{ name: 'Whole Order', value: 'package', description: 'One price, whatever the quantity is' },
		],
	},
	useChosenType: {
		displayName: 'Use the Type Chosen Here',
		name: 'useChosenType',
		type: 'boolean',
		default: false,
		description: 'Whether to send the order as the type chosen here although the panel labels the service with another type',
	},
} as const;
