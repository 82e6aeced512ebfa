#include "flow/flow_priv.h"

fp_query *fp_flow_query(fp_workspace *ws, fp_str text, fp_err *err)
{
	return fp_query_parse(ws->a, text, ws->schema, &ws->cal, err);
}
