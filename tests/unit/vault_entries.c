// The vault: what goes in comes out, half records, forgetting, keys that do not fit.
#include "tap.h"
#include "vault/vault.h"

#include <sys/stat.h>
#include <unistd.h>

static fp_arena *a;
static fp_err err;

static fp_vault *fresh(void)
{
	static int n;
	if (!a)
		a = fp_arena_new(0);
	char dir[] = "/tmp/fupan-vault.XXXXXX";
	fp_assert(mkdtemp(dir));
	setenv("XDG_DATA_HOME", dir, 1);
	err = (fp_err){0};
	return fp_vault_open(fp_strf(a, "book-%d", n++), true, &err);
}

static fp_secret one(const char *label, size_t number, const char *value)
{
	return (fp_secret){fp_s(label), FP_STR("phone"), number, fp_s(value), fp_s(value)};
}

static bool add(fp_vault *v, const char *subject, fp_secret s)
{
	fp_vault_put put = {fp_s(subject), &s, 1};
	return fp_vault_add(v, &put, 1, &err);
}

static fp_str file(const fp_vault *v)
{
	return fp_strf(a, "%s/entries", fp_vault_dir(v));
}

void test_round_trip(void)
{
	fp_vault *v = fresh();
	fp_secret *s;
	size_t n;
	struct stat st;
	if (!ok(v, "%s", err.msg))
		return;
	ok(add(v, "a", one("手机号", 1, "13812345678")) && add(v, "b", one("手机号", 1, "13912345678")) && add(v, "a", one("姓名", 1, "王小明")), "%s", err.msg);
	ok(fp_vault_read(v, FP_STR("a"), a, &s, &n, &err), "%s", err.msg);
	is_int(n, 2);
	is_str(s[0].original, "13812345678");
	is_str(s[1].label, "姓名");
	ok(fp_vault_read(v, FP_STR("c"), a, &s, &n, &err) && n == 0, "an unknown subject has nothing");
	ok(stat(file(v).p, &st) == 0 && (st.st_mode & 0777) == 0600, "only the owner reads it");
	fp_str bytes;
	ok(fp_file_read(a, file(v).p, 1 << 20, &bytes, &err) && !fp_str_has(bytes, FP_STR("1381234")) && !fp_str_has(bytes, FP_STR("王小明")), "nothing of it can be read");
	fp_vault_close(v);
}

void test_half_record(void)
{
	fp_vault *v = fresh();
	fp_secret *s;
	size_t n;
	fp_str bytes;
	ok(add(v, "a", one("手机号", 1, "13812345678")) && add(v, "a", one("手机号", 2, "13912345678")), "%s", err.msg);
	ok(fp_file_read(a, file(v).p, 1 << 20, &bytes, &err), "%s", err.msg);
	fp_str dir = fp_path_base(fp_s(fp_vault_dir(v)));
	fp_str book = fp_str_dup(a, dir);
	for (size_t cut = 1; cut < 60; cut += 7) {
		fp_vault_close(v);
		ok(truncate(fp_strf(a, "%s/fupan/%.*s/entries", getenv("XDG_DATA_HOME"), FP_ARG(book)).p, (off_t)(bytes.n - cut)) == 0, "cut by %zu", cut);
		v = fp_vault_open(book, false, &err);
		ok(v && fp_vault_read(v, FP_STR("a"), a, &s, &n, &err) && n == 1, "the whole record is there: %s", err.msg);
		ok(add(v, "a", one("手机号", 2, "13912345678")), "and another one fits behind it: %s", err.msg);
		ok(fp_vault_read(v, FP_STR("a"), a, &s, &n, &err) && n == 2, "both are read");
	}
	fp_vault_close(v);
}

void test_tampering(void)
{
	fp_vault *v = fresh();
	fp_secret *s;
	size_t n;
	fp_str bytes, book = fp_str_dup(a, fp_path_base(fp_s(fp_vault_dir(v))));
	ok(add(v, "a", one("手机号", 1, "13812345678")), "%s", err.msg);
	ok(fp_file_read(a, file(v).p, 1 << 20, &bytes, &err), "%s", err.msg);
	((char *)bytes.p)[bytes.n - 3] ^= 1;
	ok(fp_file_write(file(v).p, bytes, false, &err), "%s", err.msg);
	fp_vault_close(v);
	v = fp_vault_open(book, false, &err);
	ok(!fp_vault_read(v, FP_STR("a"), a, &s, &n, &err) && err.code == FP_INVALID, "a changed bit is seen: %s", err.msg);
	fp_vault_close(v);
}

void test_forget(void)
{
	fp_vault *v = fresh();
	fp_secret *s;
	size_t n;
	fp_str before, after;
	ok(add(v, "a", one("手机号", 1, "13812345678")) && add(v, "b", one("手机号", 1, "13812345678")) && add(v, "b", one("手机号", 2, "13912345678")), "%s", err.msg);
	ok(fp_file_read(a, file(v).p, 1 << 20, &before, &err), "%s", err.msg);
	ok(fp_vault_forget(v, (fp_str){0}, FP_STR("13812345678"), true, &n, &err) && n == 2, "two would be forgotten");
	ok(fp_vault_forget(v, (fp_str){0}, FP_STR("13812345678"), false, &n, &err) && n == 2, "two are: %s", err.msg);
	ok(fp_vault_read(v, FP_STR("b"), a, &s, &n, &err) && n == 2, "%s", err.msg);
	is_str(s[0].original, "");
	is_int(s[0].number, 1);
	is_str(s[1].original, "13912345678");
	ok(fp_vault_forget(v, FP_STR("b"), (fp_str){0}, false, &n, &err) && n == 1, "the rest of b: %s", err.msg);
	ok(fp_vault_forget(v, FP_STR("b"), (fp_str){0}, false, &n, &err) && n == 0, "which is then nothing");
	fp_str book = fp_str_dup(a, fp_path_base(fp_s(fp_vault_dir(v)))), path = file(v);
	fp_vault_close(v);
	ok(fp_file_read(a, path.p, 1 << 20, &after, &err) && fp_file_write(path.p, before, false, &err), "the old file back");
	v = fp_vault_open(book, false, &err);
	err = (fp_err){0};
	ok(!fp_vault_read(v, FP_STR("a"), a, &s, &n, &err), "has lost its key: %s", err.msg);
	fp_vault_close(v);
}

void test_killed_change_of_keys(void)
{
	fp_vault *v = fresh();
	fp_secret *s;
	size_t n;
	fp_str key, entries, next;
	ok(add(v, "a", one("手机号", 1, "13812345678")) && add(v, "b", one("手机号", 1, "13912345678")), "%s", err.msg);
	fp_str book = fp_str_dup(a, fp_path_base(fp_s(fp_vault_dir(v)))), dir = fp_str_dup(a, fp_s(fp_vault_dir(v))), path = fp_strf(a, "%.*s/key", FP_ARG(dir)), data = file(v);
	ok(fp_file_read(a, path.p, 1000, &key, &err) && fp_file_read(a, data.p, 1 << 20, &entries, &err), "%s", err.msg);
	ok(fp_vault_forget(v, FP_STR("a"), (fp_str){0}, false, &n, &err), "%s", err.msg);
	fp_vault_close(v);
	ok(fp_file_read(a, path.p, 1000, &next, &err), "%s", err.msg);
	// Killed before the new file: both keys, the old file.
	ok(fp_file_write(path.p, fp_strf(a, "%.*s%.*s", FP_ARG(next), FP_ARG(key)), false, &err) && chmod(path.p, 0600) == 0 && fp_file_write(data.p, entries, false, &err), "%s", err.msg);
	v = fp_vault_open(book, false, &err);
	ok(v && fp_vault_read(v, FP_STR("a"), a, &s, &n, &err) && n == 1 && s[0].original.n, "nothing is lost: %s", err.msg);
	ok(add(v, "a", one("手机号", 2, "13712345678")), "and goes on: %s", err.msg);
	ok(fp_vault_read(v, FP_STR("a"), a, &s, &n, &err) && n == 2, "%s", err.msg);
	fp_vault_close(v);
}

void test_codes(void)
{
	fp_vault *v = fresh(), *w;
	char x[FP_VAULT_CODE + 1], y[FP_VAULT_CODE + 1];
	fp_vault_code(v, "key", FP_STR("13812345678"), x);
	fp_vault_code(v, "pseudonym", FP_STR("13812345678"), y);
	ok(strcmp(x, y), "purposes are apart");
	fp_str secret = fp_vault_show_secret(v, a);
	fp_vault_close(v);
	w = fresh();
	fp_vault_code(w, "key", FP_STR("13812345678"), y);
	ok(strcmp(x, y), "another secret, another code");
	ok(fp_vault_take_secret(w, secret, &err), "%s", err.msg);
	fp_vault_code(w, "key", FP_STR("13812345678"), y);
	is_str(fp_s(y), x);
	ok(!fp_vault_take_secret(w, FP_STR("abc"), &err), "what is no secret is refused");
	fp_vault_close(w);
}
