import type { CorpusRow } from '../row';
import { ACCOUNT_ROWS } from './accounts';
import { CUSTOM_ROWS } from './customs';
import { LIST_ROWS } from './lists';
import { NUMBER_ROWS } from './numbers';
import { ORDER_ROWS } from './orders';
import { REQUEST_ROWS } from './requests';
import { STATUS_ROWS } from './statuses';

export const CORPUS: readonly CorpusRow[] = [
	...ORDER_ROWS,
	...NUMBER_ROWS,
	...STATUS_ROWS,
	...REQUEST_ROWS,
	...LIST_ROWS,
	...ACCOUNT_ROWS,
	...CUSTOM_ROWS,
];
