// vault: what placeholders stand for, outside the casebook and encrypted at rest. The only folder that knows libsodium.
//
// A vault is the folder $XDG_DATA_HOME/fupan/<casebook id>/ of one person, mode 0700:
//   key        0600  the key of `entries`, made on this machine, never leaves it
//   secret     0600  the casebook's secret for keyed hashes; colleagues who import the same files need the same one
//   entries    0600  records, each sealed by itself (XChaCha20-Poly1305); the subject's name is a keyed hash outside
//   audit.log  0600  who revealed and forgot what, without the values
// Records are appended and synced in one write; what a killed run left half is cut off. Forgetting writes all other
// records again under a new key and destroys the old key, so that no copy of the file can be read any more.
// A handle is for one process at a time: the folder is locked while it is open for writing.
#ifndef FP_VAULT_H
#define FP_VAULT_H
#include "base/base.h"

typedef struct fp_vault fp_vault;
// The vault of a casebook, below $XDG_DATA_HOME/fupan or ~/.local/share/fupan. `make`: with folder, key and secret where
// they are missing; else NOT_FOUND when there is none. IO, INVALID (a key that others may read, a file that is not ours).
fp_vault *fp_vault_open(fp_str casebook, bool make, fp_err *err);
void fp_vault_close(fp_vault *v);            // NULL is fine; wipes the keys
const char *fp_vault_dir(const fp_vault *v);

typedef struct {
	fp_str label, kind;      // 手机号, phone
	size_t number;
	fp_str canonical, original;   // empty: forgotten, its number stays taken
} fp_secret;
typedef struct {
	fp_str subject;          // a case id, or the path of another file
	const fp_secret *v;
	size_t n;
} fp_vault_put;
// The secrets of a subject, in the order they came.
bool fp_vault_read(fp_vault *v, fp_str subject, fp_arena *a, fp_secret **out, size_t *n, fp_err *err) FP_MUST_USE;
// All or nothing.
bool fp_vault_add(fp_vault *v, const fp_vault_put *puts, size_t n, fp_err *err) FP_MUST_USE;
// Forgets every secret of a subject, or, with `canonical`, every secret of that value in any subject. *n: how many.
bool fp_vault_forget(fp_vault *v, fp_str subject, fp_str canonical, bool dry_run, size_t *n, fp_err *err) FP_MUST_USE;
// One line, with the time and who.
bool fp_vault_audit(fp_vault *v, fp_time when, fp_str who, fp_str what, fp_err *err) FP_MUST_USE;

// A keyed hash by the casebook's secret, as letters a to p: the same on every machine that has the secret, and of no use
// to those who have not. `purpose` keeps uses apart.
#define FP_VAULT_CODE 16
void fp_vault_code(const fp_vault *v, const char *purpose, fp_str text, char out[FP_VAULT_CODE + 1]);
// What tells that two have the same secret and gives nothing away; it may stand in the casebook.
void fp_vault_check(const fp_vault *v, char out[9]);
// Takes over a colleague's secret (64 hexadecimal digits), or shows the own one.
bool fp_vault_take_secret(fp_vault *v, fp_str hex, fp_err *err) FP_MUST_USE;
fp_str fp_vault_show_secret(const fp_vault *v, fp_arena *a);
#endif
