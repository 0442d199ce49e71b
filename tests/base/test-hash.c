// SPDX-License-Identifier: Apache-2.0
#include "base/tw-hash.h"

#include <string.h>

/* RFC 1321, appendix A.5, and FIPS 180-4 examples. */
static void
test_vectors (void)
{
  static const struct {
    const char *text, *md5, *sha256;
  } cases[] = {
    { "", "d41d8cd98f00b204e9800998ecf8427e",
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "900150983cd24fb0d6963f7d28e17f72",
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "message digest", "f96b697d7cb7938d525a2f31aaf161d0", NULL },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", NULL,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 md5[TW_MD5_LEN], sha256[TW_SHA256_LEN];
      g_autofree char *md5_hex = NULL, *sha256_hex = NULL;

      tw_md5 (cases[i].text, strlen (cases[i].text), md5);
      tw_sha256 (cases[i].text, strlen (cases[i].text), sha256);
      md5_hex = tw_hex_encode (md5, sizeof md5);
      sha256_hex = tw_hex_encode (sha256, sizeof sha256);
      if (cases[i].md5 != NULL)
        g_assert_cmpstr (md5_hex, ==, cases[i].md5);
      if (cases[i].sha256 != NULL)
        g_assert_cmpstr (sha256_hex, ==, cases[i].sha256);
    }
}

static void
test_nothing (void)
{
  guint8 digest[TW_MD5_LEN];
  g_autofree char *hex = NULL;

  tw_md5 (NULL, 0, digest);
  hex = tw_hex_encode (digest, sizeof digest);
  g_assert_cmpstr (hex, ==, "d41d8cd98f00b204e9800998ecf8427e");
}

static gpointer
hash_in_thread (gpointer data)
{
  guint8 digest[TW_SHA256_LEN];

  for (int i = 0; i < 2000; i++)
    {
      tw_sha256 ("abc", 3, digest);
      g_assert_cmpuint (digest[0], ==, 0xba);
      g_assert_cmpuint (digest[31], ==, 0xad);
    }
  return NULL;
}

static void
test_threads (void)
{
  GThread *threads[4];

  for (int i = 0; i < 4; i++)
    threads[i] = g_thread_new ("hash", hash_in_thread, NULL);
  for (int i = 0; i < 4; i++)
    g_thread_join (threads[i]);
}

static void
test_hex (void)
{
  static const char *const wrong[] = { "", "00f", "00fg", "00ff00", " 0ff", "0x1f" };
  guint8 bytes[2] = { 1, 2 };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (tw_hex_decode (wrong[i], bytes, 2));
      g_assert_true (bytes[0] == 1 && bytes[1] == 2);
    }
  g_assert_true (tw_hex_decode ("00Ff", bytes, 2));
  g_assert_true (bytes[0] == 0 && bytes[1] == 255);
  g_assert_true (tw_hex_decode ("", bytes, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/hash/vectors", test_vectors);
  g_test_add_func ("/base/hash/nothing", test_nothing);
  g_test_add_func ("/base/hash/threads", test_threads);
  g_test_add_func ("/base/hash/hex", test_hex);
  return g_test_run ();
}
