#include "store/store_priv.h"
bool store_pack_write(fp_store *s, store_object **v, size_t n, fp_progress *progress, fp_err *err)
{
	(void)progress;
	git_oid id;
	for (size_t i = 0; i < n; i++)
		if (git_odb_write(&id, s->odb, v[i]->bytes.p, v[i]->bytes.n, v[i]->type) < 0)
			return store_git_fail(err, FP_IO, git_repository_path(s->repo));
	return true;
}
void store_pack_sweep(fp_store *s)
{
	(void)s;
}
