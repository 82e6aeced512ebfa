// entries: the file of sealed records. Head: magic and the id of its key. Record: length of what follows (4 bytes, little
// endian), tag of the subject, sealed JSON {"s": subject, "e": [[label, kind, number, canonical, original], ...]}.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "vault/vault_priv.h"

#define MAGIC "fupan-vault-1\n"
#define HEAD_BYTES (sizeof MAGIC - 1 + TAG_BYTES)
#define FILE_MOST ((size_t)2 << 30)
#define RECORD_MOST (16u << 20)

static void key_id(const unsigned char *key, unsigned char id[TAG_BYTES])
{
	vault_hash(key, "key id", FP_STR(""), id, TAG_BYTES);
}

static void subject_tag(const unsigned char *key, fp_str subject, unsigned char tag[TAG_BYTES])
{
	vault_hash(key, "subject", subject, tag, TAG_BYTES);
}

// ---------------------------------------------------------------- reading the file

typedef struct {
	fp_str bytes;
	const unsigned char *key;    // that the file was written with
	size_t at, good;             // next record; end of the last whole one
} reader;

static bool start(fp_vault *v, reader *r, fp_err *err)
{
	unsigned char id[TAG_BYTES];
	fp_str path = vault_file(v, "entries");
	*r = (reader){.key = v->key};
	if (!v->bytes.n && !fp_file_exists(path.p))
		return true;
	if (!v->bytes.n && !fp_file_read(v->read, path.p, FILE_MOST, &v->bytes, err))
		return false;
	r->bytes = v->bytes;
	if (r->bytes.n < HEAD_BYTES || memcmp(r->bytes.p, MAGIC, sizeof MAGIC - 1))
		return fp_fail(err, FP_INVALID, fp_tr("%s 不是 fupan 的保险库文件", "%s is no vault file of fupan"), path.p);
	key_id(v->key, id);
	if (memcmp(r->bytes.p + sizeof MAGIC - 1, id, TAG_BYTES)) {
		key_id(v->old_key, id);
		r->key = v->old_key;
		if (!v->has_old || memcmp(r->bytes.p + sizeof MAGIC - 1, id, TAG_BYTES))
			return fp_fail(err, FP_INVALID, fp_tr("%s 和同目录的 key 不配；从备份恢复成对的两个文件", "%s does not fit the key beside it; restore both from one backup"), path.p);
	}
	r->at = r->good = HEAD_BYTES;
	return true;
}

// The next record: its tag and what is sealed. False at the end, or where a killed run left half a record.
static bool next(reader *r, fp_str *tag, fp_str *sealed)
{
	if (r->bytes.n < r->at + 4)
		return false;
	const unsigned char *p = (const unsigned char *)r->bytes.p + r->at;
	size_t n = p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16 | (size_t)p[3] << 24;
	if (n < TAG_BYTES + SEAL_BYTES || n > RECORD_MOST || r->bytes.n - r->at - 4 < n)
		return false;
	*tag = fp_str_sub(r->bytes, r->at + 4, r->at + 4 + TAG_BYTES);
	*sealed = fp_str_sub(r->bytes, r->at + 4 + TAG_BYTES, r->at + 4 + n);
	r->good = r->at += 4 + n;
	return true;
}

static json_t *unseal(const reader *r, fp_arena *a, fp_str sealed, fp_err *err)
{
	unsigned char *plain = fp_alloc(a, sealed.n + 1);
	if (!vault_open_seal(r->key, sealed, plain)) {
		fp_fail(err, FP_INVALID, "%s", fp_tr("保险库里有一条记录被改动过，读不出来", "a record of the vault was tampered with and cannot be read"));
		return NULL;
	}
	json_t *j = json_loadb((const char *)plain, sealed.n - SEAL_BYTES, 0, NULL);
	vault_wipe(plain, sealed.n);
	if (!j)
		fp_fail(err, FP_INVALID, "%s", fp_tr("保险库里有一条记录读不懂", "a record of the vault is not understood"));
	return j;
}

static fp_str text_at(fp_arena *a, const json_t *entry, size_t i)
{
	const json_t *s = json_array_get(entry, i);
	return fp_str_dup(a, (fp_str){json_string_value(s) ? json_string_value(s) : "", json_string_length(s)});
}

static fp_secret secret_of(fp_arena *a, const json_t *e)
{
	return (fp_secret){text_at(a, e, 0), text_at(a, e, 1), (size_t)json_integer_value(json_array_get(e, 2)), text_at(a, e, 3), text_at(a, e, 4)};
}

bool fp_vault_read(fp_vault *v, fp_str subject, fp_arena *a, fp_secret **out, size_t *n, fp_err *err)
{
	reader r;
	fp_str tag, sealed;
	unsigned char want[TAG_BYTES];
	size_t cap = 0;
	fp_arena *t = fp_arena_new(FILE_MOST);
	bool ok = start(v, &r, err);
	*out = NULL;
	*n = 0;
	if (ok)
		subject_tag(r.key, subject, want);
	while (ok && next(&r, &tag, &sealed)) {
		if (memcmp(tag.p, want, TAG_BYTES))
			continue;
		json_t *j = unseal(&r, t, sealed, err), *list = json_object_get(j, "e");
		ok = j != NULL;
		for (size_t i = 0; i < json_array_size(list) && fp_str_is(subject, json_string_value(json_object_get(j, "s"))); i++)
			FP_PUSH(a, *out, *n, cap) = secret_of(a, json_array_get(list, i));
		json_decref(j);
	}
	fp_arena_free(t);
	return ok;
}

// ---------------------------------------------------------------- writing

static void add_record(fp_buf *b, fp_arena *t, const unsigned char *key, fp_str subject, json_t *entries)
{
	unsigned char tag[TAG_BYTES];
	json_t *j = json_pack("{s:s%, s:O}", "s", subject.n ? subject.p : "", subject.n, "e", entries);
	char *plain = j ? json_dumps(j, JSON_COMPACT) : NULL;
	json_decref(j);
	if (!plain)
		return;   // text that is no UTF-8 never gets here: placeholders come from texts that were checked
	size_t len = strlen(plain), n = TAG_BYTES + SEAL_BYTES + len;
	unsigned char size[4] = {(unsigned char)n, (unsigned char)(n >> 8), (unsigned char)(n >> 16), (unsigned char)(n >> 24)};
	unsigned char *sealed = fp_alloc(t, SEAL_BYTES + len);
	subject_tag(key, subject, tag);
	vault_seal(key, (fp_str){plain, len}, sealed);
	fp_buf_add(b, size, 4);
	fp_buf_add(b, tag, TAG_BYTES);
	fp_buf_add(b, sealed, SEAL_BYTES + len);
	vault_wipe(plain, len);
	free(plain);
}

static json_t *entry_value(const fp_secret *s)
{
	return json_pack("[s%, s%, I, s%, s%]", s->label.n ? s->label.p : "", s->label.n, s->kind.n ? s->kind.p : "", s->kind.n, (json_int_t)s->number,
		s->canonical.n ? s->canonical.p : "", s->canonical.n, s->original.n ? s->original.p : "", s->original.n);
}

static void add_head(fp_buf *b, const unsigned char *key)
{
	unsigned char id[TAG_BYTES];
	key_id(key, id);
	fp_buf_z(b, MAGIC);
	fp_buf_add(b, id, TAG_BYTES);
}

static void written(fp_vault *v)
{
	v->bytes = (fp_str){0};
	fp_arena_reset(v->read);
}

static bool append(fp_vault *v, size_t at, fp_str bytes, fp_err *err)
{
	fp_str path = vault_file(v, "entries");
	int fd = open(path.p, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	written(v);
	bool ok = fd >= 0 && ftruncate(fd, (off_t)at) == 0;
	for (size_t done = 0; ok && done < bytes.n;) {
		ssize_t n = pwrite(fd, bytes.p + done, bytes.n - done, (off_t)(at + done));
		ok = n > 0;
		done += n > 0 ? (size_t)n : 0;
	}
	if (ok && !getenv("FUPAN_NO_FSYNC"))
		ok = fdatasync(fd) == 0;
	int why = errno;
	// Half a record is worse than none.
	if (!ok && fd >= 0 && ftruncate(fd, (off_t)at))
		why = errno;
	if (fd >= 0)
		close(fd);
	return ok || fp_fail(err, FP_IO, fp_tr("%s 写不了：%s", "%s cannot be written: %s"), path.p, strerror(why));
}

// What a change of keys that was killed left: the file has either key, and the records go under the new one.
static bool settle_keys(fp_vault *v, const reader *r, fp_err *err);

bool fp_vault_add(fp_vault *v, const fp_vault_put *puts, size_t n, fp_err *err)
{
	reader r;
	fp_str tag, sealed;
	fp_buf b = {.max = FILE_MOST};
	fp_arena *t = fp_arena_new(FILE_MOST);
	bool ok = start(v, &r, err) && settle_keys(v, &r, err);
	if (ok && v->has_old) {
		v->has_old = false;
		ok = start(v, &r, err);
	}
	while (ok && next(&r, &tag, &sealed))
		;
	if (ok && !r.good)
		add_head(&b, v->key);
	for (size_t i = 0; ok && i < n; i++) {
		json_t *list = json_array();
		for (size_t k = 0; k < puts[i].n; k++)
			json_array_append_new(list, entry_value(&puts[i].v[k]));
		if (puts[i].n)
			add_record(&b, t, v->key, puts[i].subject, list);
		json_decref(list);
	}
	ok = ok && fp_buf_ok(&b, err) && (!b.n || append(v, r.good, fp_buf_view(&b), err));
	fp_buf_free(&b);
	fp_arena_free(t);
	return ok;
}

// ---------------------------------------------------------------- forgetting

typedef struct {
	fp_str subject, canonical;
	size_t n;
} forgotten;

static bool matches(const forgotten *f, const json_t *subject, const json_t *entry)
{
	if (!json_string_length(json_array_get(entry, 3)) && !json_string_length(json_array_get(entry, 4)))
		return false;
	if (f->canonical.n)
		return fp_str_is(f->canonical, json_string_value(json_array_get(entry, 3)));
	return f->subject.n && fp_str_is(f->subject, json_string_value(subject));
}

// All records under `key`, in *b, without what is forgotten: number and label stay, so that they are not given again.
static bool rewrite(reader *r, fp_arena *t, const unsigned char *key, forgotten *f, fp_buf *b, fp_err *err)
{
	fp_str tag, sealed;
	add_head(b, key);
	while (next(r, &tag, &sealed)) {
		json_t *j = unseal(r, t, sealed, err), *list = json_object_get(j, "e"), *subject = json_object_get(j, "s");
		if (!j)
			return false;
		for (size_t i = 0; i < json_array_size(list); i++) {
			json_t *e = json_array_get(list, i);
			if (!matches(f, subject, e))
				continue;
			json_array_set_new(e, 3, json_string(""));
			json_array_set_new(e, 4, json_string(""));
			f->n++;
		}
		add_record(b, t, key, fp_s(json_string_value(subject)), list);
		json_decref(j);
	}
	return fp_buf_ok(b, err);
}

static bool write_entries(fp_vault *v, fp_str bytes, fp_err *err)
{
	mode_t old = umask(0077);
	written(v);
	bool ok = fp_file_write(vault_file(v, "entries").p, bytes, true, err);
	umask(old);
	return ok;
}

static bool settle_keys(fp_vault *v, const reader *r, fp_err *err)
{
	if (!v->has_old)
		return true;
	const unsigned char *live = r->bytes.n ? r->key : v->key;
	unsigned char kept[KEY_BYTES];
	memcpy(kept, live, KEY_BYTES);
	memcpy(v->key, kept, KEY_BYTES);
	return vault_write_key(v, "key", kept, NULL, err);
}

// The new key stands beside the old one until the file that needs it is there; then the old one is destroyed.
bool fp_vault_forget(fp_vault *v, fp_str subject, fp_str canonical, bool dry_run, size_t *n, fp_err *err)
{
	reader r;
	fp_buf b = {.max = FILE_MOST};
	forgotten f = {subject, canonical, 0};
	unsigned char fresh[KEY_BYTES];
	fp_arena *t = fp_arena_new(FILE_MOST);
	vault_random(fresh, sizeof fresh);
	bool ok = start(v, &r, err) && rewrite(&r, t, fresh, &f, &b, err);
	*n = f.n;
	if (ok && f.n && !dry_run) {
		unsigned char old[KEY_BYTES];
		memcpy(old, r.key, KEY_BYTES);
		ok = vault_write_key(v, "key", fresh, old, err);
		FP_FAULT("vault.key");
		ok = ok && write_entries(v, fp_buf_view(&b), err);
		FP_FAULT("vault.entries");
		ok = ok && vault_write_key(v, "key", fresh, NULL, err);
		if (ok) {
			memcpy(v->key, fresh, KEY_BYTES);
			v->has_old = false;
		}
		vault_wipe(old, sizeof old);
	}
	vault_wipe(fresh, sizeof fresh);
	fp_buf_free(&b);
	fp_arena_free(t);
	return ok;
}
