#include <string.h>

#include "flow/flow_priv.h"

// Looking behind placeholders, destroying what stands there. Both leave a line in the vault's audit log that names a case, or of a value only
// its keyed hash.

bool fp_audit(fp_workspace *ws, const char *verb, fp_str what, size_t n, fp_err *err)
{
	fp_str who = FP_STR("?");
	fp_who_when me;
	fp_err none = {0};
	if (fp_store_identity(ws->store, ws->a, &me, &none))
		who = me.email;
	return fp_vault_audit(ws->vault, ws->now, who, fp_strf(ws->a, "%s %.*s %zu", verb, FP_ARG(what), n), err);
}

bool fp_flow_reveal(fp_workspace *ws, fp_str id, fp_secret **out, size_t *n, fp_err *err)
{
	fp_str path, full;
	*n = 0;
	if (!fp_index_lookup(ws->index, id, ws->a, &path, &full, err) || !fp_ws_vault(ws, false, err))
		return false;
	return fp_vault_read(ws->vault, full, ws->a, out, n, err) && fp_audit(ws, "reveal", full, *n, err);
}

bool fp_flow_forget(fp_workspace *ws, fp_str what, bool dry_run, size_t *n, fp_err *err)
{
	fp_str path, full, subject = {0}, canonical = {0}, shown;
	fp_err none = {0};
	*n = 0;
	if (!fp_ws_vault(ws, false, err))
		return false;
	if (fp_index_lookup(ws->index, what, ws->a, &path, &full, &none)) {
		shown = subject = full;
	} else {
		char code[FP_VAULT_CODE + 1];
		canonical = fp_pii_canonical(ws->a, what);
		fp_vault_code(ws->vault, "forget", canonical, code);
		shown = fp_strf(ws->a, "value %s", code);
	}
	if (!fp_vault_forget(ws->vault, subject, canonical, dry_run, n, err))
		return false;
	if (!*n)
		return fp_fail(err, FP_NOT_FOUND, fp_tr("保险库里没有“%.*s”：给案例号，或者原来的号码、姓名", "the vault has nothing of '%.*s': give a case id, or the number or name itself"), FP_ARG(what));
	return dry_run || fp_audit(ws, "forget", shown, *n, err);
}

fp_str fp_flow_secret(fp_workspace *ws, fp_err *err)
{
	return fp_ws_vault(ws, true, err) && fp_audit(ws, "secret", FP_STR("shown"), 1, err) ? fp_vault_show_secret(ws->vault, ws->a) : (fp_str){0};
}

bool fp_flow_join(fp_workspace *ws, fp_str hex, fp_err *err)
{
	char check[9];
	fp_str want = ws->schema->config.secret_check;
	if (!fp_ws_vault(ws, true, err))
		return false;
	fp_str mine = fp_vault_show_secret(ws->vault, ws->a);
	if (!fp_vault_take_secret(ws->vault, hex, err))
		return false;
	fp_vault_check(ws->vault, check);
	if (!want.n || fp_str_is(want, check))
		return fp_audit(ws, "secret", FP_STR("joined"), 1, err);
	if (!fp_vault_take_secret(ws->vault, mine, err))
		return false;
	return fp_fail(err, FP_CONFLICT, "%s", fp_tr("这不是这个案例本的密钥，没有换", "this is not the secret of this casebook; nothing was changed"));
}
