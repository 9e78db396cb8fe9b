/* What a program leaves for the collector and says on its streams. */
#include "attack.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void file_with(const char *path, const char *text) {
  int file = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);
  if (file >= 0 && write(file, text, strlen(text)) >= 0) close(file);
}

static int result_names(char **arguments) {
  (void)arguments;
  mkdir("/work/out", 0755);
  const char *names[] = {"\x1b[2J", "\xff\xfe", "line\nbreak", "$(touch x)", "-rf", "..\\..\\x", "nul\x01", "\xe2\x80\xae" "gpj", "a\r", "`x`", "C:"};
  for (int n = 0; n < 11; n++) {
    char path[300];
    snprintf(path, sizeof path, "/work/out/%s", names[n]);
    file_with(path, "x");
  }
  char name[300] = "/work/out/";
  memset(name + 10, 'n', 255), name[265] = 0;
  file_with(name, "x");
  return 0;
}

static int result_amount(char **arguments) {
  (void)arguments;
  mkdir("/work/out", 0755);
  file_with("/work/out/0", "x");
  if (truncate("/work/out/0", 15 * MB)) return 1;
  for (int n = 1; n < 2000; n++) {
    char path[64];
    snprintf(path, sizeof path, "/work/out/%d", n);
    file_with(path, "0123456789");
  }
  return 0;
}

/* ARGUMENTS: a folder and files of the host. Everything that is no file of ours, under many names. */
static int result_links(char **arguments) {
  mkdir("/work/out", 0755);
  for (int n = 0; arguments[n]; n++) {
    char path[64], down[4096];
    snprintf(path, sizeof path, "/work/out/absolute%d", n);
    if (symlink(arguments[n], path)) return 1;
    snprintf(path, sizeof path, "/work/out/relative%d", n);
    snprintf(down, sizeof down, "../../../../../../../../..%s", arguments[n]);
    if (symlink(down, path)) return 1;
    snprintf(path, sizeof path, "/work/out/hard%d", n);
    MUST_FAIL(link(arguments[n], path) == 0, "hard link to the host");
  }
  if (symlink("/proc/self/environ", "/work/out/environ") || symlink("/proc/self/fd/40", "/work/out/descriptor")) return 1;
  if (symlink("/proc/self/root", "/work/out/root") || symlink(".", "/work/out/itself")) return 1;
  mkfifo("/work/out/fifo", 0666);
  struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/work/out/socket"};
  return bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof address) != 0;
}

/* The folder itself is a link; ARGUMENTS: where it leads. */
static int result_folder_link(char **arguments) {
  return symlink(arguments[0], "/work/out") != 0;
}

/* Screen commands, bytes of no character, words of our own protocols. */
static int strange_output(char **arguments) {
  (void)arguments;
  char text[] = "\x1b]0;title\a\x1b[2J\x1b[8m\xff\xfe\xc3\x28 nul \0 \r\nend 0\n0m0.0s 0m0.0s\n{\"exit-code\": 0}\nready 1\n";
  for (int target = 1; target < 10; target++)
    if (write(target, text, sizeof text) < 0) continue;
  return 7;
}

const struct attack RESULTS[] = {
    {"result-names", result_names},
    {"result-amount", result_amount},
    {"result-links", result_links},
    {"result-folder-link", result_folder_link},
    {"strange-output", strange_output},
    {NULL, NULL},
};
