// What the files of vault share.
#ifndef FP_VAULT_PRIV_H
#define FP_VAULT_PRIV_H
#include "vault/vault.h"

#define KEY_BYTES 32
struct fp_vault {
	fp_arena *a;             // of the handle: names of files
	fp_str dir;
	int lock;
	unsigned char key[KEY_BYTES], old_key[KEY_BYTES];
	bool has_old;            // a change of keys was under way
	unsigned char secret[KEY_BYTES];
	fp_arena *read;          // what was read of `entries`, until it is written
	fp_str bytes;
};

#define TAG_BYTES 8
#define SEAL_BYTES 40        // what sealing adds: nonce and authenticator
void vault_init(void);
void vault_wipe(void *p, size_t n);
void vault_random(void *p, size_t n);
// A hash of the text under the key and purpose.
void vault_hash(const unsigned char *key, const char *purpose, fp_str text, unsigned char *out, size_t n);
void vault_seal(const unsigned char *key, fp_str plain, unsigned char *out);
bool vault_open_seal(const unsigned char *key, fp_str sealed, unsigned char *out);
// 64 hexadecimal digits and white space around.
bool vault_hex(fp_str text, unsigned char out[KEY_BYTES]);
bool vault_write_key(fp_vault *v, const char *name, const unsigned char *first, const unsigned char *second, fp_err *err);
fp_str vault_file(const fp_vault *v, const char *name);
#endif
