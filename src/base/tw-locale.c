// SPDX-License-Identifier: Apache-2.0
/*
 * Languages without locales. A fresh machine has neither zh_CN.UTF-8 nor en_US.UTF-8, only "C" and
 * "C.UTF-8". gettext looks at LANGUAGE in every locale but "C", so the console puts itself into
 * C.UTF-8 where the system's own locale is "C" or not installed, and names the language by LANGUAGE
 * alone. Collation, dates and numbers of the locale are not used.
 *
 * g_dgettext() decides once in the life of a process whether to translate at all, by the locale and
 * the catalogue of that moment, and in C.UTF-8 with English it would say no for ever. So it is
 * asked while the process is still in "C", where it says yes.
 *
 * LANGUAGE is set once at start, before there is a second thread; a later change only replaces its
 * value in place (glibc keeps the old string), so a worker in getenv() never sees the environment
 * move. setlocale() makes gettext forget what it looked up in the old language.
 */
#include "base/tw-locale.h"

#include "config.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

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

static void
enter_locale (void)
{
  const char *messages = NULL;

  if (setlocale (LC_ALL, "") != NULL)
    messages = setlocale (LC_MESSAGES, NULL);
  if (messages == NULL || strcmp (messages, "C") == 0 || strcmp (messages, "POSIX") == 0)
    {
      if (setlocale (LC_ALL, "C.UTF-8") == NULL)
        setlocale (LC_ALL, "en_US.UTF-8");
    }
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
    }
  chosen = language != NULL && *language != '\0' ? language : system_language;
  chinese = g_str_has_prefix (chosen, "zh");
  g_setenv ("LANGUAGE", chosen, TRUE);
  enter_locale ();
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
