#!/bin/sh
# Makes the films and sounds of this folder anew, with FFmpeg 5. They are committed, so that tests need no FFmpeg.
# Each says a place (GEHEIM, +52.0907+005.1214/) beside its sound and pictures, which Meent has to take out.
set -eu
cd "$(dirname "$0")"
say='-metadata title=GEHEIM -metadata comment=GEHEIM -metadata location=+52.0907+005.1214/ -metadata location-eng=+52.0907+005.1214/'
quiet='ffmpeg -hide_banner -loglevel error -y'
film='-f lavfi -i testsrc=duration=1:size=64x48:rate=25'
tone='-f lavfi -i sine=frequency=440:duration=1:sample_rate=22050'
$quiet $film $tone -c:v libx264 -crf 45 -pix_fmt yuv420p -c:a aac -b:a 16k $say film.mp4
$quiet $film -c:v libx264 -crf 45 -pix_fmt yuv420p $say silent.mp4
$quiet -i silent.mp4 -c copy -metadata:s:v:0 rotate=90 $say turned.mov
$quiet $film -c:v libx264 -crf 45 -pix_fmt yuv420p -movflags +frag_keyframe+empty_moov $say pieces.mp4
printf '1\n00:00:00,000 --> 00:00:01,000\nGEHEIM\n' > log.srt
$quiet -i film.mp4 -i log.srt -map 0 -map 1 -c copy -c:s mov_text $say logged.mp4
rm log.srt
$quiet $film -c:v mpeg4 -q:v 31 $say old.mp4
$quiet $film $tone -c:v libvpx -b:v 20k -c:a libopus -b:a 16k $say film.webm
$quiet $film -c:v libvpx-vp9 -b:v 20k -live 1 $say recorder.webm
$quiet $tone -c:a libmp3lame -b:a 16k -write_id3v1 1 $say sound.mp3
$quiet $tone -c:a libvorbis -q:a -1 $say vorbis.ogg
$quiet $tone -c:a libopus -b:a 16k $say opus.ogg
$quiet $tone -c:a flac -ar 8000 $say sound.flac
$quiet $tone -c:a pcm_u8 -ar 8000 $say sound.wav
$quiet $tone -c:a aac -b:a 16k $say sound.m4a
$quiet $tone -c:a aac -b:a 16k -f adts sound.aac
