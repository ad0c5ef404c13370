import type { INodeParameters } from 'n8n-workflow';

/** Every field of every order type filled in, so that a field which a type does not take would show up. */
export const everything: INodeParameters = {
	link: 'https://example.com/p',
	quantity: 10,
	comments: 'one\n\n two \r\nthree',
	usernames: 'ann\nbob',
	hashtags: '#a\n#b',
	hashtag: '#travel',
	username: 'carl',
	media: 'https://example.com/m',
	answerNumber: 2,
	groups: 'g1\ng2',
	keywords: 'k1\nk2',
	min: 1,
	max: 5,
	delay: 30,
	country: 'US',
	device: 4,
	typeOfTraffic: 3,
	googleKeyword: 'shoes',
	referringUrl: 'https://example.com/r',
	typeFields: {
		link: 'https://example.com/p',
		quantity: 10,
		posts: 3,
		oldPosts: 1,
		expiry: '1/2/2099',
		dripFeed: { pair: { runs: 2, interval: 15 } },
	},
};
