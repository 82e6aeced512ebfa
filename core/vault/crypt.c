// crypt: the few calls of libsodium.
#include <sodium.h>

#include <string.h>

#include "vault/vault_priv.h"

_Static_assert(KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "one key length");
_Static_assert(SEAL_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES, "nonce and authenticator");

void vault_init(void)
{
	if (sodium_init() < 0)
		fp_bug("libsodium does not start");
}

void vault_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

void vault_random(void *p, size_t n)
{
	randombytes_buf(p, n);
}

void vault_hash(const unsigned char *key, const char *purpose, fp_str text, unsigned char *out, size_t n)
{
	crypto_generichash_state s;
	unsigned char whole[crypto_generichash_BYTES];
	crypto_generichash_init(&s, key, KEY_BYTES, sizeof whole);
	crypto_generichash_update(&s, (const unsigned char *)purpose, strlen(purpose) + 1);
	crypto_generichash_update(&s, (const unsigned char *)(text.n ? text.p : ""), text.n);
	crypto_generichash_final(&s, whole, sizeof whole);
	memcpy(out, whole, n < sizeof whole ? n : sizeof whole);
}

// Nonce, then the sealed text with its authenticator.
void vault_seal(const unsigned char *key, fp_str plain, unsigned char *out)
{
	unsigned long long n;
	randombytes_buf(out, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, &n,
		(const unsigned char *)plain.p, plain.n, NULL, 0, NULL, out, key);
}

bool vault_open_seal(const unsigned char *key, fp_str sealed, unsigned char *out)
{
	const unsigned char *p = (const unsigned char *)sealed.p;
	unsigned long long n;
	return sealed.n >= SEAL_BYTES &&
	       crypto_aead_xchacha20poly1305_ietf_decrypt(out, &n, NULL, p + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
		       sealed.n - crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, NULL, 0, p, key) == 0;
}
