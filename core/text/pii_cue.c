// pii_cue: the words that say what kind of value comes next, and what may stand between a word and its value.
#include "text/pii_priv.h"

#include <string.h>

const pii_cue pii_cues[] = {
	{U"电话", CUE_PHONE}, {U"手机", CUE_PHONE}, {U"手机号", CUE_PHONE}, {U"联系方式", CUE_PHONE}, {U"座机", CUE_PHONE},
	{U"固话", CUE_PHONE}, {U"来电", CUE_PHONE}, {U"致电", CUE_PHONE}, {U"拨打", CUE_PHONE}, {U"传真", CUE_PHONE},
	{U"号码", CUE_PHONE}, {U"回拨", CUE_PHONE}, {U"tel", CUE_PHONE}, {U"phone", CUE_PHONE}, {U"mobile", CUE_PHONE},
	{U"cell", CUE_PHONE}, {U"call", CUE_PHONE}, {U"text", CUE_PHONE}, {U"fax", CUE_PHONE}, {U"whatsapp", CUE_PHONE},
	{U"telephone", CUE_PHONE}, {U"phone number", CUE_PHONE}, {U"reach me", CUE_PHONE}, {U"call me", CUE_PHONE},

	{U"订单", CUE_ORDER}, {U"订单号", CUE_ORDER}, {U"订单编号", CUE_ORDER}, {U"单号", CUE_ORDER}, {U"交易号", CUE_ORDER},
	{U"交易单号", CUE_ORDER}, {U"流水号", CUE_ORDER}, {U"退款编号", CUE_ORDER}, {U"支付单号", CUE_ORDER},
	{U"退款单号", CUE_ORDER}, {U"售后单号", CUE_ORDER}, {U"商户单号", CUE_ORDER}, {U"order", CUE_ORDER},
	{U"order id", CUE_ORDER}, {U"order number", CUE_ORDER}, {U"order no", CUE_ORDER}, {U"order ref", CUE_ORDER},
	{U"order reference", CUE_ORDER}, {U"transaction id", CUE_ORDER}, {U"purchase number", CUE_ORDER},
	{U"booking reference", CUE_ORDER}, {U"confirmation number", CUE_ORDER},

	{U"运单", CUE_PARCEL}, {U"运单号", CUE_PARCEL}, {U"快递单号", CUE_PARCEL}, {U"快递单", CUE_PARCEL}, {U"快递号", CUE_PARCEL},
	{U"物流单号", CUE_PARCEL}, {U"物流单", CUE_PARCEL}, {U"物流号", CUE_PARCEL}, {U"面单号", CUE_PARCEL}, {U"面单", CUE_PARCEL},
	{U"退货单号", CUE_PARCEL}, {U"寄回单号", CUE_PARCEL}, {U"包裹号", CUE_PARCEL}, {U"tracking", CUE_PARCEL},
	{U"tracking number", CUE_PARCEL}, {U"tracking no", CUE_PARCEL}, {U"tracking id", CUE_PARCEL}, {U"waybill", CUE_PARCEL},
	{U"awb", CUE_PARCEL}, {U"consignment", CUE_PARCEL}, {U"parcel number", CUE_PARCEL}, {U"shipment", CUE_PARCEL},
	{U"中通", CUE_CARRIER}, {U"圆通", CUE_CARRIER}, {U"申通", CUE_CARRIER}, {U"韵达", CUE_CARRIER}, {U"顺丰", CUE_CARRIER},
	{U"极兔", CUE_CARRIER}, {U"百世", CUE_CARRIER}, {U"德邦", CUE_CARRIER}, {U"邮政", CUE_CARRIER}, {U"天天快递", CUE_CARRIER},
	{U"ems", CUE_CARRIER}, {U"京东物流", CUE_CARRIER}, {U"京东快递", CUE_CARRIER}, {U"菜鸟", CUE_CARRIER}, {U"快递", CUE_CARRIER},
	{U"fedex", CUE_CARRIER}, {U"ups", CUE_CARRIER}, {U"usps", CUE_CARRIER}, {U"dhl", CUE_CARRIER}, {U"royal mail", CUE_CARRIER},
	{U"evri", CUE_CARRIER}, {U"hermes", CUE_CARRIER}, {U"dpd", CUE_CARRIER},

	{U"卡号", CUE_CARD}, {U"银行卡", CUE_CARD}, {U"银行账号", CUE_CARD}, {U"储蓄卡", CUE_CARD}, {U"信用卡", CUE_CARD},
	{U"card", CUE_CARD}, {U"card number", CUE_CARD}, {U"card no", CUE_CARD},
	{U"身份证", CUE_ID}, {U"证件号", CUE_ID}, {U"护照", CUE_ID}, {U"护照号", CUE_ID}, {U"passport", CUE_ID},
	{U"passport no", CUE_ID}, {U"passport number", CUE_ID}, {U"通行证", CUE_ID},

	{U"微信", CUE_WECHAT}, {U"微信号", CUE_WECHAT}, {U"威信", CUE_WECHAT}, {U"薇信", CUE_WECHAT}, {U"v信", CUE_WECHAT},
	{U"维信", CUE_WECHAT}, {U"加v", CUE_WECHAT}, {U"➕v", CUE_WECHAT}, {U"+v", CUE_WECHAT}, {U"vx", CUE_WECHAT},
	{U"wx", CUE_WECHAT}, {U"加微", CUE_WECHAT}, {U"wechat", CUE_WECHAT}, {U"wechat id", CUE_WECHAT}, {U"weixin", CUE_WECHAT},
	{U"qq", CUE_QQ}, {U"qq号", CUE_QQ}, {U"扣扣", CUE_QQ}, {U"企鹅号", CUE_QQ}, {U"加q", CUE_QQ}, {U"q号", CUE_QQ}, {U"扣扣号", CUE_QQ},
	{U"旺旺", CUE_ACCOUNT}, {U"旺旺号", CUE_ACCOUNT}, {U"旺旺id", CUE_ACCOUNT}, {U"淘宝账号", CUE_ACCOUNT},
	{U"淘宝号", CUE_ACCOUNT}, {U"淘宝id", CUE_ACCOUNT}, {U"会员名", CUE_ACCOUNT}, {U"用户名", CUE_ACCOUNT},
	{U"买家昵称", CUE_ACCOUNT}, {U"昵称", CUE_ACCOUNT}, {U"账号", CUE_ACCOUNT}, {U"帐号", CUE_ACCOUNT}, {U"抖音号", CUE_ACCOUNT},
	{U"快手号", CUE_ACCOUNT}, {U"支付宝", CUE_ACCOUNT}, {U"支付宝账号", CUE_ACCOUNT}, {U"username", CUE_ACCOUNT},
	{U"user name", CUE_ACCOUNT}, {U"user id", CUE_ACCOUNT}, {U"login", CUE_ACCOUNT}, {U"skype", CUE_ACCOUNT},
	{U"telegram", CUE_ACCOUNT}, {U"instagram", CUE_ACCOUNT}, {U"account name", CUE_ACCOUNT}, {U"handle", CUE_ACCOUNT},

	{U"生日", CUE_BIRTH}, {U"出生", CUE_BIRTH}, {U"出生日期", CUE_BIRTH}, {U"出生年月", CUE_BIRTH}, {U"出生年月日", CUE_BIRTH},
	{U"出生于", CUE_BIRTH}, {U"生于", CUE_BIRTH}, {U"dob", CUE_BIRTH}, {U"d.o.b", CUE_BIRTH}, {U"d.o.b.", CUE_BIRTH},
	{U"date of birth", CUE_BIRTH}, {U"birth date", CUE_BIRTH}, {U"birthdate", CUE_BIRTH}, {U"birthday", CUE_BIRTH},
	{U"born", CUE_BIRTH}, {U"born on", CUE_BIRTH},
	{U"ip", CUE_IP}, {U"ip地址", CUE_IP}, {U"ip address", CUE_IP}, {U"登录地址", CUE_IP}, {U"登录ip", CUE_IP},

	{U"地址", CUE_ADDRESS}, {U"收货地址", CUE_ADDRESS}, {U"收件地址", CUE_ADDRESS}, {U"住址", CUE_ADDRESS}, {U"寄到", CUE_ADDRESS},
	{U"送到", CUE_ADDRESS}, {U"发到", CUE_ADDRESS}, {U"寄往", CUE_ADDRESS}, {U"住在", CUE_ADDRESS}, {U"家住", CUE_ADDRESS},
	{U"我住", CUE_ADDRESS}, {U"家在", CUE_ADDRESS}, {U"寄回", CUE_ADDRESS}, {U"改到", CUE_ADDRESS}, {U"改成", CUE_ADDRESS},
	{U"上门取件", CUE_ADDRESS}, {U"address", CUE_ADDRESS}, {U"ship to", CUE_ADDRESS}, {U"shipped to", CUE_ADDRESS},
	{U"deliver to", CUE_ADDRESS}, {U"delivered to", CUE_ADDRESS}, {U"live at", CUE_ADDRESS},

	{U"姓名", CUE_NAME}, {U"客户姓名", CUE_NAME}, {U"买家姓名", CUE_NAME}, {U"真实姓名", CUE_NAME}, {U"收件人", CUE_NAME},
	{U"收货人", CUE_NAME}, {U"联系人", CUE_NAME}, {U"寄件人", CUE_NAME}, {U"持卡人", CUE_NAME}, {U"户主", CUE_NAME},
	{U"户名", CUE_NAME}, {U"开户名", CUE_NAME}, {U"收款人", CUE_NAME}, {U"签收人", CUE_NAME}, {U"投诉人", CUE_NAME},
	{U"名字", CUE_NAME}, {U"名字叫", CUE_NAME}, {U"我叫", CUE_NAME}, {U"名叫", CUE_NAME}, {U"本名", CUE_NAME},
	{U"收件人姓名", CUE_NAME}, {U"收货人姓名", CUE_NAME}, {U"购买人", CUE_NAME}, {U"下单人", CUE_NAME}, {U"客户名", CUE_NAME},
	{U"我是", CUE_CALLED}, {U"本人", CUE_CALLED}, {U"这里是", CUE_CALLED}, {U"叫做", CUE_CALLED}, {U"他叫", CUE_CALLED},
	{U"她叫", CUE_CALLED}, {U"写的是", CUE_CALLED}, {U"签的是", CUE_CALLED}, {U"老公叫", CUE_CALLED}, {U"被投诉人", CUE_CALLED}, {U"被举报人", CUE_CALLED}, {U"快递员", CUE_CALLED},
	{U"my name is", CUE_NAME}, {U"name", CUE_NAME}, {U"full name", CUE_NAME}, {U"recipient", CUE_NAME},
	{U"cardholder", CUE_NAME}, {U"card holder", CUE_NAME}, {U"contact", CUE_NAME}, {U"customer", CUE_NAME}, {U"attn", CUE_NAME},
	{U"signed by", CUE_NAME}, {U"customer name", CUE_NAME}, {U"name on the account", CUE_NAME}, {U"addressed to", CUE_NAME},
	{U"mr", CUE_NAME}, {U"mrs", CUE_NAME}, {U"ms", CUE_NAME}, {U"miss", CUE_NAME}, {U"mister", CUE_NAME},
	{U"i am", CUE_CALLED}, {U"i'm", CUE_CALLED}, {U"i’m", CUE_CALLED}, {U"this is", CUE_CALLED}, {U"regards", CUE_CALLED},
	{U"sincerely", CUE_CALLED}, {U"thanks", CUE_CALLED}, {U"cheers", CUE_CALLED}, {U"called", CUE_CALLED},
	{U"i called", CUE_PHONE}, {U"we called", CUE_PHONE}, {U"have called", CUE_PHONE}, {U"and called", CUE_PHONE},

	{U"工单号", CUE_OTHER}, {U"工单编号", CUE_OTHER}, {U"货号", CUE_OTHER}, {U"款号", CUE_OTHER}, {U"型号", CUE_OTHER},
	{U"商品编码", CUE_OTHER}, {U"商品id", CUE_OTHER}, {U"条码", CUE_OTHER}, {U"条形码", CUE_OTHER}, {U"批号", CUE_OTHER},
	{U"批次", CUE_OTHER}, {U"序列号", CUE_OTHER}, {U"版本", CUE_OTHER}, {U"sku", CUE_OTHER}, {U"imei", CUE_OTHER},
	{U"sn", CUE_OTHER}, {U"isbn", CUE_OTHER}, {U"version", CUE_OTHER}, {U"serial number", CUE_OTHER}, {U"金额", CUE_OTHER},
	{U"编码", CUE_OTHER}, {U"barcode", CUE_OTHER}, {U"model", CUE_OTHER}, {U"ean", CUE_OTHER}, {U"upc", CUE_OTHER},
};
const size_t pii_cue_n = FP_COUNT(pii_cues);

bool pii_near(const pii_view *v, pii_cue_kind kind, size_t at, size_t within)
{
	size_t from = v->cue[kind];
	if (!from || from > at || at - from > within)
		return false;
	for (size_t i = from; i < at; i++)
		if (v->c[i] == '\n' || pii_among(v->cp[i], U"。;!?"))
			return false;
	return true;
}

size_t pii_connector(const pii_view *v, size_t at)
{
	static const char32_t *const words[] = {U"is", U"was", U"number", U"num", U"no", U"id", U"ref", U"code", U"reference",
		U"are", U"就是", U"号码", U"编号", U"是", U"为", U"号", U"码", U"叫", U"做", U"写", U"填", U"的"};
	size_t i = at;
	int lines = 0;
	while (i < v->n && i < at + 16) {
		if (v->c[i] == '\n' && lines++)
			break;
		if ((v->c[i] < 0x80 && v->c[i] && strchr(" \t\r\n:#=-.\"'(*[", v->c[i])) || pii_among(v->cp[i], U"「【“‘《—")) {
			i++;
			continue;
		}
		size_t n = 0;
		for (size_t k = 0; k < FP_COUNT(words) && !n; k++)
			if (pii_starts(v, i, words[k])) {
				while (words[k][n])
					n++;
				if (words[k][0] < 0x80 && pii_word_char(v->c[i + n]))
					n = 0;
			}
		if (!n)
			break;
		i += n;
	}
	return i;
}
