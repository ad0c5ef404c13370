import { accountResource } from './account/account.resource';
import { categoryResource } from './category/category.resource';
import { customActionResource } from './customAction/customAction.resource';
import { orderResource } from './order/order.resource';
import { productResource } from './product/product.resource';
import { refillResource } from './refill/refill.resource';
import { serviceResource } from './service/service.resource';
import { shopResource } from './shop/shop.resource';
import { smsCountryResource } from './smsCountry/smsCountry.resource';
import { smsNumberResource } from './smsNumber/smsNumber.resource';
import { smsProjectResource } from './smsProject/smsProject.resource';
import { subcategoryResource } from './subcategory/subcategory.resource';
import type { PanelResource } from './environment';

/** Everything the node can do. A new resource or operation appears in the editor by its entry in its list alone. */
export const resources: readonly PanelResource[] = [
	accountResource,
	categoryResource,
	customActionResource,
	orderResource,
	productResource,
	refillResource,
	serviceResource,
	shopResource,
	smsCountryResource,
	smsNumberResource,
	smsProjectResource,
	subcategoryResource,
];
