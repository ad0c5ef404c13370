import type { Property } from '../../../framework/operation';
import { listTypesWith, type OrderFieldName } from './orderTypes';

/** Shows a field for exactly those order types that take it, as the table of order types says. */
function forTypes<const F extends Property & { readonly name: OrderFieldName }>(field: F): F {
	return { ...field, displayOptions: { show: { orderType: listTypesWith(field.name) } } };
}

const list = { rows: 4 } as const;

/** Every field of an order, each once, in the order in which the editor shows them. */
export const orderFields = [
	forTypes({
		displayName: 'Link',
		name: 'link',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://instagram.com/username',
		description: 'Address of the page, post or profile. For products: delivery e-mail, empty for the e-mail of the account.',
	}),
	forTypes({
		displayName: 'Quantity',
		name: 'quantity',
		type: 'number',
		default: 0,
		description: 'How many to order. For packages leave it at 0, unless the panel insists on a quantity.',
	}),
	forTypes({
		displayName: 'Comments',
		name: 'comments',
		type: 'string',
		typeOptions: list,
		default: '',
		description: 'The comments, one a line. The number of lines is the quantity.',
	}),
	forTypes({
		displayName: 'Usernames',
		name: 'usernames',
		type: 'string',
		typeOptions: list,
		default: '',
		description: 'The usernames to mention, one a line',
	}),
	forTypes({
		displayName: 'Hashtags',
		name: 'hashtags',
		type: 'string',
		typeOptions: list,
		default: '',
		description: 'The hashtags, one a line',
	}),
	forTypes({
		displayName: 'Hashtag',
		name: 'hashtag',
		type: 'string',
		default: '',
		placeholder: 'e.g. travel',
		description: 'The one hashtag whose users are mentioned',
	}),
	forTypes({
		displayName: 'Username',
		name: 'username',
		type: 'string',
		default: '',
		placeholder: 'e.g. username',
		description:
			'For subscriptions: the profile to serve. For mentions: the profile whose followers are taken. For comments: the owner of the comment.',
	}),
	forTypes({
		displayName: 'Media',
		name: 'media',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://instagram.com/p/abc',
		description: 'Address of the post whose likers are mentioned',
	}),
	forTypes({
		displayName: 'Answer Number',
		name: 'answerNumber',
		type: 'number',
		default: 0,
		description: 'Number of the answer to vote for, counted from 1',
	}),
	forTypes({
		displayName: 'Groups',
		name: 'groups',
		type: 'string',
		typeOptions: list,
		default: '',
		description: 'The groups to invite from, one a line',
	}),
	forTypes({
		displayName: 'Keywords',
		name: 'keywords',
		type: 'string',
		typeOptions: list,
		default: '',
		description: 'The keywords, one a line',
	}),
	forTypes({ displayName: 'Minimum per Post', name: 'min', type: 'number', default: 0, description: 'Smallest quantity for one post' }),
	forTypes({ displayName: 'Maximum per Post', name: 'max', type: 'number', default: 0, description: 'Largest quantity for one post' }),
	forTypes({ displayName: 'Posts', name: 'posts', type: 'number', default: 0, description: 'How many new posts to serve, 0 for no limit' }),
	forTypes({
		displayName: 'Old Posts',
		name: 'oldPosts',
		type: 'number',
		default: 0,
		description: 'How many existing posts to serve as well, 0 for none',
	}),
	forTypes({
		displayName: 'Delay',
		name: 'delay',
		type: 'options',
		default: 0,
		description: 'Time between a new post and its order. Not every panel takes the longer ones.',
		options: [0, 5, 10, 15, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 360, 420, 480, 540, 600].map((minutes) => ({
			name: minutes === 0 ? 'None' : `${minutes} Minutes`,
			value: minutes,
		})),
	}),
	forTypes({
		displayName: 'Expiry',
		name: 'expiry',
		type: 'string',
		default: '',
		placeholder: 'e.g. 31/12/2027',
		description: 'Last day of the subscription as day/month/year, empty for none',
	}),
	forTypes({
		displayName: 'Country',
		name: 'country',
		type: 'string',
		default: '',
		placeholder: 'e.g. US',
		description: 'Where visitors come from: a two-letter code, or the name that the panel lists',
	}),
	forTypes({
		displayName: 'Device',
		name: 'device',
		type: 'options',
		default: 5,
		description: 'Kind of device that visitors use',
		options: [
			{ name: 'Android', value: 2 },
			{ name: 'Desktop', value: 1 },
			{ name: 'iOS', value: 3 },
			{ name: 'Mixed', value: 5 },
			{ name: 'Mixed Mobile', value: 4 },
		],
	}),
	forTypes({
		displayName: 'Type of Traffic',
		name: 'typeOfTraffic',
		type: 'options',
		default: 3,
		description: 'Where visitors seem to come from',
		options: [
			{ name: 'Blank Referrer', value: 3 },
			{ name: 'Custom Referrer', value: 2 },
			{ name: 'Google Keyword', value: 1 },
		],
	}),
	{
		displayName: 'Google Keyword',
		name: 'googleKeyword',
		type: 'string',
		default: '',
		displayOptions: { show: { orderType: ['webTraffic'], typeOfTraffic: [1] } },
		description: 'The words that visitors seem to have searched for',
	},
	{
		displayName: 'Referring URL',
		name: 'referringUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com',
		displayOptions: { show: { orderType: ['webTraffic'], typeOfTraffic: [2] } },
		description: 'The page that visitors seem to come from',
	},
	forTypes({
		displayName: 'Runs',
		name: 'runs',
		type: 'number',
		default: 0,
		description: 'Drip-feed: how often the quantity is delivered, so the total is quantity times runs. 0 for one delivery.',
	}),
	forTypes({
		displayName: 'Interval',
		name: 'interval',
		type: 'number',
		default: 0,
		description: "Drip-feed: minutes between two runs. Needed together with 'Runs'.",
	}),
] as const;
