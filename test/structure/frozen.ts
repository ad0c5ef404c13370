/**
 * Names that users' saved workflows depend on. They may be added to, never changed or taken away: a test compares this
 * table with the code. `a{b,c}` are the members of a collection.
 */

const LIST = ['returnAll', 'limit'];
const PAID = ['callsAtOnce', 'compareBalance', 'goOnWithoutFunds', 'onNotBought', 'maxTotal', 'onDuplicate', 'releaseOrderKey', 'timeout'];
const ORDER = [
	'service',
	'category',
	'orderType',
	'showAllFields',
	'link',
	'quantity',
	'comments',
	'usernames',
	'hashtags',
	'hashtag',
	'username',
	'media',
	'answerNumber',
	'groups',
	'keywords',
	'min',
	'max',
	'delay',
	'country',
	'device',
	'typeOfTraffic',
	'googleKeyword',
	'referringUrl',
];
const TYPE_FIELDS =
	'typeFields{answerNumber,country,delay,device,dripFeed{pair{runs,interval}},expiry,googleKeyword,groups,hashtag,hashtags,keywords,link,max,media,min,posts,oldPosts,quantity,referringUrl,typeOfTraffic,username,usernames}';
const ID_OPTIONS = 'options{callsAtOnce}';
const ORDER_OPTIONS = 'options{callsAtOnce,fields,output,secrets}';
const ROW_OPTIONS = 'options{fields,output,sortBy}';
const SMS_OPTIONS = 'options{callsAtOnce,secrets}';
const LANGUAGE_OPTIONS = 'options{language}';

/** Resource, operation, parameters. */
export const OPERATIONS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
	account: { getBalance: [] },
	category: { getAll: [LANGUAGE_OPTIONS] },
	customAction: {
		call: ['action', 'fields', 'paid', 'maxCharge', 'orderKey', `options{${[...PAID.slice(0, -1), 'splitInto', 'timeout'].join()}}`],
	},
	order: {
		create: [
			...ORDER,
			'maxCharge',
			'orderKey',
			TYPE_FIELDS,
			'options{additionalFields,callsAtOnce,compareBalance,goOnWithoutFunds,onNotBought,maxTotal,onDuplicate,priceBasis,releaseOrderKey,timeout,useChosenType}',
		],
		estimate: [...ORDER, TYPE_FIELDS, 'options{additionalFields,priceBasis,useChosenType}'],
		getStatus: ['orderIds', ORDER_OPTIONS],
		refill: ['orderIds', ORDER_OPTIONS],
		cancel: ['orderIds', ORDER_OPTIONS],
		getChanged: ['orderIds', 'lastKnownStatus', ORDER_OPTIONS],
		waitForStatus: ['orderId', 'states', 'options{interval,fields,onTimeout,output,secrets,timeout}'],
	},
	product: { getAll: [...LIST, 'filters{category,language,productIds,isRecommended,shopId,subcategory}', ROW_OPTIONS] },
	refill: { getStatus: ['refillIds', ID_OPTIONS], waitForStatus: ['refillId', 'options{interval,onTimeout,timeout}'] },
	service: {
		getAll: ['search', ...LIST, 'filters{category,entityType,language,productIds,shopId,subcategory}', ROW_OPTIONS],
		getInventory: ['service', LANGUAGE_OPTIONS],
	},
	shop: { getAll: LIST },
	smsCountry: { getAll: [LANGUAGE_OPTIONS] },
	smsNumber: {
		create: [
			'country',
			'project',
			'quantity',
			'maxCharge',
			'orderKey',
			`options{${[...PAID.slice(0, -2), 'phone', ...PAID.slice(-2)].join()}}`,
		],
		getCode: ['orderIds', SMS_OPTIONS],
		getStatus: ['orderIds', SMS_OPTIONS],
		waitForCode: ['orderId', 'options{interval,onTimeout,secrets,timeout}'],
	},
	smsProject: { getAll: ['country', LANGUAGE_OPTIONS] },
	subcategory: { get: ['subcategoryId', LANGUAGE_OPTIONS] },
};

const DELAYS = [0, 5, 10, 15, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 360, 420, 480, 540, 600];

/** Order types, and what `add` is sent of a form in which every field is filled in, as docs/panel-api.md lists it. */
export const ORDER_TYPES: Readonly<Record<string, readonly string[]>> = {
	default: ['link', 'quantity', 'runs', 'interval'],
	package: ['link', 'quantity'],
	product: ['link', 'quantity'],
	customComments: ['link', 'comments'],
	customCommentsPackage: ['link', 'comments'],
	mentions: ['link', 'quantity', 'usernames'],
	mentionsWithHashtags: ['link', 'quantity', 'usernames', 'hashtags'],
	mentionsCustomList: ['link', 'usernames'],
	mentionsHashtag: ['link', 'quantity', 'hashtag'],
	mentionsUserFollowers: ['link', 'quantity', 'username'],
	mentionsMediaLikers: ['link', 'quantity', 'media'],
	commentLikes: ['link', 'quantity', 'username'],
	commentReplies: ['link', 'username', 'comments'],
	poll: ['link', 'quantity', 'answer_number'],
	invitesFromGroups: ['link', 'quantity', 'groups'],
	seo: ['link', 'quantity', 'keywords'],
	subscriptions: ['username', 'min', 'max', 'delay', 'posts', 'old_posts', 'expiry'],
	webTraffic: ['link', 'quantity', 'country', 'device', 'type_of_traffic', 'runs', 'interval'],
};

/** Choices that are stored in workflows, by parameter. */
export const CHOICES: Readonly<Record<string, ReadonlyArray<string | number>>> = {
	orderType: ['automatic', ...Object.keys(ORDER_TYPES)],
	'options.onTimeout': ['error', 'continue'],
	states: ['pending', 'inProgress', 'processing', 'completed', 'partial', 'canceled', 'failed', 'refunded', 'active', 'paused', 'expired'],
	language: ['en', 'zh', 'es', 'fr', 'de', 'ja', 'ko', 'pt', 'pt-BR', 'ru', 'ar', 'hi', 'vi', 'ur', 'bn-BD'],
	delay: DELAYS,
	device: [1, 2, 3, 4, 5],
	typeOfTraffic: [1, 2, 3],
	'typeFields.delay': DELAYS,
	'typeFields.device': [1, 2, 3, 4, 5],
	'typeFields.typeOfTraffic': [1, 2, 3],
	'filters.entityType': ['product', 'smm'],
	'options.onDuplicate': ['return', 'fail'],
	'options.onNotBought': ['fail', 'returnItem'],
	'options.output': ['simplified', 'raw', 'selectedFields'],
	'options.secrets': ['show', 'mask', 'omit'],
	'options.sortBy': ['panelOrder', 'priceLowest', 'priceHighest', 'name'],
	'options.priceBasis': ['automatic', 'perThousand', 'perUnit', 'package'],
};

/** Parameters of the trigger, the members of its options, and the choices of those that have fixed ones. */
export const TRIGGER = {
	parameters: [
		'event',
		'watch',
		'orderIds',
		'refillIds',
		'dataTable',
		'idColumn',
		'watchUrl',
		'states',
		'threshold',
		'services',
		'category',
		'search',
		'options',
	],
	options: [
		'askEvery',
		'changes',
		'combine',
		'filterColumn',
		'filterOperator',
		'filterValue',
		'ignoreExisting',
		'minChange',
		'reportEnded',
		'reportUnknown',
		'slowDown',
		'watchFinishedFor',
	],
	/** In the order of the dropdown. */
	event: ['balanceBelow', 'orderStatus', 'refillStatus', 'serviceChanged', 'smsCode'],
	watch: ['ids', 'dataTable', 'url'],
	filterOperator: ['equals', 'notEquals', 'isEmpty', 'isNotEmpty'],
	changes: ['price', 'min', 'max', 'soldOut', 'backInStock', 'stock', 'removed', 'back', 'added', 'name', 'category', 'type', 'flags'],
};

export const CREDENTIAL = {
	name: 'smmPanelApi',
	fields: ['baseUrl', 'apiKey', 'useDataTables', 'n8nApiUrl', 'n8nApiKey'],
	/** No panel is the default: a key must not go to a panel that its owner did not choose. */
	baseUrl: '',
};

export const PACKAGE = 'n8n-nodes-smm-panel';
