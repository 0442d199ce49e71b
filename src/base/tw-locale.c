// SPDX-License-Identifier: Apache-2.0
/*
 * Languages without locales. A fresh machine has neither zh_CN.UTF-8 nor en_US.UTF-8, only "C" and
 * "C.UTF-8". gettext looks at LANGUAGE in every locale but "C", so the console puts itself into
 * C.UTF-8 where the system's own locale is "C" or not installed, and names the language by LANGUAGE
 * alone. Collation, dates and numbers of the locale are not used.
 *
 * Newer C libraries (glibc 2.41 does, 2.36 did not) take "C.UTF-8" for "C" here and translate
 * nothing. They judge by the name alone, so the messages get the same locale under another name: a
 * link to it in a folder that LOCPATH shows for the moment of loading.
 *
 * g_dgettext() decides once in the life of a process whether to translate at all, by the locale and
 * the catalogue of that moment, and in C.UTF-8 with English it would say no for ever. So it is
 * asked while the process is still in "C", where it says yes.
 *
 * LANGUAGE is set once at start, before there is a second thread; a later change only replaces its
 * value in place (glibc keeps the old string), so a worker in getenv() never sees the environment
 * move. textdomain() makes gettext forget what it looked up in the old language.
 */
#include "base/tw-locale.h"

#include "config.h"

#include <glib/gstdio.h>

#include <libintl.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#define BORROWED_NAME "en_US.UTF-8"

static char *system_language; /* what LANGUAGE has to be for the system's choice */
static gboolean chinese;

gboolean
tw_locale_is_known (const char *language)
{
  return g_strcmp0 (language, "zh_CN") == 0 || g_strcmp0 (language, "en") == 0;
}

static gboolean
names_a_language (const char *value)
{
  return value != NULL && *value != '\0' && strcmp (value, "C") != 0 && strcmp (value, "POSIX") != 0
         && !g_str_has_prefix (value, "C.");
}

/* The order in which gettext itself would look. */
static char *
dup_system_language (void)
{
  static const char *const names[] = { "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = g_getenv (names[i]);

      if (names_a_language (value))
        {
          char *language = g_strdup (value);
          return g_strdelimit (language, ".@", '\0');
        }
      if (i > 0 && value != NULL && *value != '\0')
        break; /* an explicit C overrules what follows */
    }
  return g_strdup ("en");
}

static gboolean
is_plain_locale (const char *name)
{
  return name == NULL || strcmp (name, "C") == 0 || strcmp (name, "POSIX") == 0;
}

static void
load_from (const char *dir)
{
  g_autofree char *before = g_strdup (g_getenv ("LOCPATH"));

  g_setenv ("LOCPATH", dir, TRUE);
  setlocale (LC_MESSAGES, BORROWED_NAME);
  if (before != NULL)
    g_setenv ("LOCPATH", before, TRUE);
  else
    g_unsetenv ("LOCPATH");
}

/* C.UTF-8 under a name that gettext translates for. Where that fails it stays as it is. */
static void
rename_messages (void)
{
  static const char *const places[] = { "/usr/lib/locale/C.utf8", "/usr/lib/locale/C.UTF-8" };
  g_autofree char *dir = g_dir_make_tmp ("tidewatch-locale-XXXXXX", NULL), *link = NULL;

  if (dir == NULL)
    return;
  link = g_build_filename (dir, BORROWED_NAME, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_file_test (places[i], G_FILE_TEST_IS_DIR) && symlink (places[i], link) == 0)
      {
        load_from (dir);
        g_unlink (link);
        break;
      }
  g_rmdir (dir);
}

static void
enter_locale (void)
{
  const char *messages = setlocale (LC_ALL, "") == NULL ? NULL : setlocale (LC_MESSAGES, NULL);

  if (is_plain_locale (messages) && setlocale (LC_ALL, "C.UTF-8") == NULL)
    setlocale (LC_ALL, "en_US.UTF-8");
  if (g_str_has_prefix (setlocale (LC_MESSAGES, NULL), "C."))
    rename_messages ();
  setlocale (LC_NUMERIC, "C");
}

static void
bind_domain (void)
{
  const char *dir = g_getenv ("TW_LOCALEDIR");

  bindtextdomain (GETTEXT_PACKAGE, dir != NULL ? dir : TW_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

void
tw_locale_apply (const char *language)
{
  const char *chosen;

  if (system_language == NULL)
    {
      system_language = dup_system_language ();
      setlocale (LC_ALL, "C");
      g_dgettext (GETTEXT_PACKAGE, "Heat");
      /* Han glyphs that no style names fall back to the simplified forms, not the Japanese ones. */
      g_setenv ("FC_LANG", "zh-cn", FALSE);
      enter_locale ();
    }
  chosen = language != NULL && *language != '\0' ? language : system_language;
  chinese = g_str_has_prefix (chosen, "zh");
  g_setenv ("LANGUAGE", chosen, TRUE);
  bind_domain ();
}

const char *
tw_locale_get (void)
{
  return chinese ? "zh_CN" : "en";
}

gboolean
tw_locale_is_chinese (void)
{
  return chinese;
}
