// vault: the folder, its keys, the lock, the audit.
#include "vault/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vault/vault_priv.h"

fp_str vault_file(const fp_vault *v, const char *name)
{
	return fp_strf(v->a, "%.*s/%s", FP_ARG(v->dir), name);
}

const char *fp_vault_dir(const fp_vault *v)
{
	return v->dir.p;
}

// ---------------------------------------------------------------- keys in files

bool vault_hex(fp_str text, unsigned char out[KEY_BYTES])
{
	static const char digits[] = "0123456789abcdef";
	fp_str s = fp_str_trim(text);
	if (s.n != 2 * KEY_BYTES)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		const char *at = memchr(digits, s.p[i] | (s.p[i] >= 'A' ? 0x20 : 0), 16);
		if (!at)
			return false;
		out[i / 2] = (unsigned char)((i % 2 ? out[i / 2] << 4 : 0) | (at - digits));
	}
	return true;
}

static void add_hex(fp_buf *b, const unsigned char *key)
{
	for (size_t i = 0; i < KEY_BYTES; i++)
		fp_buf_f(b, "%02x", key[i]);
	fp_buf_c(b, '\n');
}

// A key that only the owner can read, whole or not at all.
bool vault_write_key(fp_vault *v, const char *name, const unsigned char *first, const unsigned char *second, fp_err *err)
{
	fp_buf b = {0};
	mode_t old = umask(0077);
	add_hex(&b, first);
	if (second)
		add_hex(&b, second);
	bool ok = fp_file_write(vault_file(v, name).p, fp_buf_view(&b), true, err);
	umask(old);
	vault_wipe(b.p, b.n);
	fp_buf_free(&b);
	return ok;
}

static bool others_may_read(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && (st.st_mode & 0077);
}

// One key, and a second behind it while keys are being changed.
static bool read_key(fp_vault *v, const char *name, bool make, unsigned char *first, unsigned char *second, bool *has_second, fp_err *err)
{
	fp_str path = vault_file(v, name), text, line;
	fp_err why = {0};
	if (!fp_file_exists(path.p)) {
		if (!make)
			return fp_fail(err, FP_NOT_FOUND, fp_tr("保险库 %s 里没有文件 %s", "the vault %s has no file %s"), v->dir.p, name);
		vault_random(first, KEY_BYTES);
		return vault_write_key(v, name, first, NULL, err);
	}
	if (others_may_read(path.p))
		return fp_fail(err, FP_INVALID, fp_tr("%s 别人也能读；运行 chmod 600 %s", "others can read %s; run chmod 600 %s"), path.p, path.p);
	if (!fp_file_read(v->a, path.p, 1000, &text, &why))
		return fp_fail(err, why.code, "%s", why.msg);
	line = fp_str_line(&text);
	if (!vault_hex(line, first) || (second && fp_str_trim(text).n && !(*has_second = vault_hex(text, second))))
		return fp_fail(err, FP_INVALID, fp_tr("%s 不是 fupan 的密钥文件", "%s is no key file of fupan"), path.p);
	return true;
}

// ---------------------------------------------------------------- life

static bool plain_name(fp_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", s.p[i]))
			return false;
	return s.n > 0 && s.n <= 64;
}

static fp_str vault_path(fp_arena *a, fp_str casebook)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	fp_str name = plain_name(casebook) ? casebook : fp_strf(a, "x%016llx", (unsigned long long)fp_hash64(casebook.p, casebook.n, 29));
	if (data && data[0] == '/')
		return fp_strf(a, "%s/fupan/%.*s", data, FP_ARG(name));
	return home && home[0] == '/' ? fp_strf(a, "%s/.local/share/fupan/%.*s", home, FP_ARG(name)) : (fp_str){0};
}

static bool make_folder(fp_vault *v, fp_err *err)
{
	mode_t old = umask(0077);
	bool ok = fp_mkdirs(v->dir.p, err);
	umask(old);
	return ok;
}

static bool lock_folder(fp_vault *v, fp_err *err)
{
	v->lock = open(vault_file(v, "lock").p, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (v->lock < 0)
		return fp_fail(err, FP_IO, fp_tr("保险库 %s 打不开：%s", "the vault %s cannot be opened: %s"), v->dir.p, strerror(errno));
	for (int waited = 0; flock(v->lock, LOCK_EX | LOCK_NB); waited++) {
		if (errno != EWOULDBLOCK || waited == 100)
			return fp_fail(err, FP_CONFLICT, fp_tr("另一个 fupan 正在用保险库 %s", "another fupan is using the vault %s"), v->dir.p);
		usleep(100000);
	}
	return true;
}

fp_vault *fp_vault_open(fp_str casebook, bool make, fp_err *err)
{
	fp_arena *a = fp_arena_new(0);
	fp_vault *v = FP_NEW(a, fp_vault);
	v->a = a;
	v->lock = -1;
	v->read = fp_arena_new((size_t)4 << 30);
	v->dir = vault_path(a, casebook);
	vault_init();
	if (!v->dir.n) {
		fp_fail(err, FP_IO, "%s", fp_tr("不知道保险库放哪里；设 HOME 或 XDG_DATA_HOME", "no place for the vault; set HOME or XDG_DATA_HOME"));
		goto out;
	}
	if (!make && !fp_dir_exists(v->dir.p)) {
		fp_fail(err, FP_NOT_FOUND, fp_tr("这台机器上没有这个案例本的保险库（%s）", "this machine has no vault of this casebook (%s)"), v->dir.p);
		goto out;
	}
	if ((!make || make_folder(v, err)) && lock_folder(v, err) && read_key(v, "key", true, v->key, v->old_key, &v->has_old, err) &&
	    read_key(v, "secret", true, v->secret, NULL, NULL, err))
		return v;
out:
	fp_vault_close(v);
	return NULL;
}

void fp_vault_close(fp_vault *v)
{
	if (!v)
		return;
	if (v->lock >= 0)
		close(v->lock);
	vault_wipe(v->key, KEY_BYTES);
	vault_wipe(v->old_key, KEY_BYTES);
	vault_wipe(v->secret, KEY_BYTES);
	fp_arena_free(v->read);
	fp_arena_free(v->a);
}

// ---------------------------------------------------------------- keyed hashes, the secret

void fp_vault_code(const fp_vault *v, const char *purpose, fp_str text, char out[FP_VAULT_CODE + 1])
{
	unsigned char h[FP_VAULT_CODE / 2];
	vault_hash(v->secret, purpose, text, h, sizeof h);
	for (size_t i = 0; i < FP_VAULT_CODE; i++)
		out[i] = (char)('a' + (h[i / 2] >> (i % 2 * 4) & 15));
	out[FP_VAULT_CODE] = 0;
}

void fp_vault_check(const fp_vault *v, char out[9])
{
	char code[FP_VAULT_CODE + 1];
	fp_vault_code(v, "check", FP_STR(""), code);
	memcpy(out, code, 8);
	out[8] = 0;
}

bool fp_vault_take_secret(fp_vault *v, fp_str hex, fp_err *err)
{
	unsigned char key[KEY_BYTES];
	if (!vault_hex(hex, key))
		return fp_fail(err, FP_USAGE, "%s", fp_tr("案例本的密钥是 64 位十六进制数字", "the secret of a casebook has 64 hexadecimal digits"));
	if (!vault_write_key(v, "secret", key, NULL, err))
		return false;
	memcpy(v->secret, key, KEY_BYTES);
	return true;
}

fp_str fp_vault_show_secret(const fp_vault *v, fp_arena *a)
{
	fp_buf b = {0};
	add_hex(&b, v->secret);
	return fp_str_trim(fp_buf_take(&b, a));
}

// ---------------------------------------------------------------- audit

bool fp_vault_audit(fp_vault *v, fp_time when, fp_str who, fp_str what, fp_err *err)
{
	fp_str path = vault_file(v, "audit.log"), line = fp_strf(v->a, "%.*s\t%.*s\t%.*s\n", FP_ARG(fp_time_text(v->a, when)), FP_ARG(who), FP_ARG(what));
	int fd = open(path.p, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && write(fd, line.p, line.n) == (ssize_t)line.n;
	int why = errno;
	if (fd >= 0)
		close(fd);
	return ok || fp_fail(err, FP_IO, fp_tr("%s 写不了：%s", "%s cannot be written: %s"), path.p, strerror(why));
}
