; The set-up of scmap for one user: no administrator, no network, silent with /S, folder with /D=.
; installer/release.py compiles it with makensis, on Linux as on Windows.
; What people made (projects, settings, logs) lies elsewhere and is never removed.

Unicode true
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetDateSave on

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "x64.nsh"

!ifndef VERSION | SOURCE | OUT | LICENCE | ICON
  !error "VERSION, SOURCE, OUT, LICENCE and ICON must be given"
!endif
!define NAME "scmap"
!define PROGID "scmap.project.1"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"

Name "${NAME} ${VERSION}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "Software\${NAME}" "Folder"
BrandingText "${NAME} ${VERSION}"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\scmap.exe"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Korean"
!insertmacro MUI_LANGUAGE "English"

LangString Needs64 ${LANG_KOREAN} "scmap은 64비트 Windows 10(1809) 이상에서 실행됩니다."
LangString Needs64 ${LANG_ENGLISH} "scmap needs a 64-bit Windows 10 (1809) or later."
LangString IsOpen ${LANG_KOREAN} "scmap이 실행 중입니다. 작업을 저장하고 종료한 뒤 다시 시도해 주십시오."
LangString IsOpen ${LANG_ENGLISH} "scmap is running. Save your work, close it and try again."
LangString Foreign ${LANG_KOREAN} "이 폴더에는 다른 파일이 있습니다. 빈 폴더나 scmap이 설치된 폴더를 골라 주십시오."
LangString Foreign ${LANG_ENGLISH} "This folder holds other files. Choose an empty folder or that of scmap."
LangString Kept ${LANG_KOREAN} "프로젝트, 설정, 로그는 지우지 않았습니다."
LangString Kept ${LANG_ENGLISH} "Projects, settings and logs were kept."

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "$(Needs64)" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
FunctionEnd

Function .onVerifyInstDir
  ; Removing the program later must never take files of others along.
  ${If} ${FileExists} "$INSTDIR\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\scmap.exe"
    ${DirState} "$INSTDIR" $0
    ${If} $0 == 1
      Abort
    ${EndIf}
  ${EndIf}
FunctionEnd

!macro StopWhileOpen
  ; A running program holds its file: it can then not be opened for writing.
  ${If} ${FileExists} "$INSTDIR\scmap.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\scmap.exe" a
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(IsOpen)" /SD IDOK
      SetErrorLevel 4
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

Section "scmap"
  ; A silent set-up is asked for a folder without the page that checks it.
  ${If} ${FileExists} "$INSTDIR\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\scmap.exe"
    ${DirState} "$INSTDIR" $0
    ${If} $0 == 1
      MessageBox MB_OK|MB_ICONSTOP "$(Foreign)" /SD IDOK
      SetErrorLevel 5
      Quit
    ${EndIf}
  ${EndIf}
  !insertmacro StopWhileOpen
  RMDir /r "$INSTDIR\_internal" ; what an older version had and this one has not
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\scmap.exe"
  WriteRegStr HKCU "Software\${NAME}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "Software\${NAME}" "Version" "${VERSION}"

  ; "Open with" offers scmap for GeoPackages; what opens them by default is left as it is.
  WriteRegStr HKCU "Software\Classes\${PROGID}" "" "GeoPackage (scmap)"
  WriteRegStr HKCU "Software\Classes\${PROGID}\DefaultIcon" "" "$INSTDIR\scmap.exe,0"
  WriteRegStr HKCU "Software\Classes\${PROGID}\shell\open\command" "" '"$INSTDIR\scmap.exe" "%1"'
  WriteRegNone HKCU "Software\Classes\.gpkg\OpenWithProgids" "${PROGID}"

  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\scmap.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "scmap maintainers"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  ${IfNot} ${FileExists} "$INSTDIR\scmap.exe"
    SetErrorLevel 2
    Quit
  ${EndIf}
  !insertmacro StopWhileOpen
  ; Only what the set-up put there; a portable profile beside the program stays.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\scmap.exe"
  Delete "$INSTDIR\scmap-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegValue HKCU "Software\Classes\.gpkg\OpenWithProgids" "${PROGID}"
  DeleteRegKey /ifempty HKCU "Software\Classes\.gpkg\OpenWithProgids"
  DeleteRegKey HKCU "Software\Classes\${PROGID}"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\${NAME}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  DetailPrint "$(Kept)"
SectionEnd
